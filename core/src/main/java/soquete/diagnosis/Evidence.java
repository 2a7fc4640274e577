package soquete.diagnosis;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Loss;
import soquete.trace.Outcome;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// What rules ask a timeline: sockets, listeners and threads, each with its calls, and whether all was seen.
final class Evidence {

    /// A person notices a wait of that length.
    static final long NOTICED_NANOS = 100_000_000;

    /// What has not happened for so long is not just late.
    static final long LONG_NANOS = 1_000_000_000;

    /// A thread of a program; by name where its number is not known.
    record ThreadKey(int program, int number, String name) {
        static ThreadKey of(Call call) {
            return new ThreadKey(call.program(), call.threadId(), call.threadId() == 0 ? call.thread() : "");
        }
    }

    private final Timeline timeline;
    private final Map<SocketUse.Key, SocketUse> uses = new LinkedHashMap<>();
    private final Map<ThreadKey, List<Call>> byThread = new HashMap<>();
    private final Map<Call, Moment> began = new IdentityHashMap<>();
    private final Map<Conversation, Call> acceptOf = new HashMap<>();
    private final Map<Conversation, Map<Side, SocketUse>> ends = new HashMap<>();
    private final Map<Conversation, Listener> listenerOf = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<Integer, Program> programs = new HashMap<>();
    private final Set<ThreadKey> waiting = new HashSet<>();
    private final Map<Integer, Long> lastCall = new HashMap<>();
    private final long endNanos;

    Evidence(Timeline timeline) {
        this.timeline = timeline;
        endNanos = lastSeen();
        recording().programs().forEach(p -> programs.put(p.id(), p));
        for (Call call : recording().calls()) {
            take(call);
        }
        for (Moment moment : timeline.moments()) {
            if (moment.what() instanceof Moment.What.Began(var call)) {
                began.put(call, moment);
            }
        }
        for (SocketUse use : uses.values()) {
            if (use.firstSuccess(CallName.LISTEN) != null || use.first(CallName.ACCEPT) != null) {
                listeners.add(new Listener(use));
            }
        }
        Map<SocketUse, Listener> byUse = new IdentityHashMap<>();
        listeners.forEach(l -> byUse.put(l.use(), l));
        timeline.conversations().stream()
                .filter(c -> c.protocol() == Protocol.TCP)
                .forEach(c -> place(c, byUse));
    }

    private long lastSeen() {
        long last = timeline.moments().isEmpty()
                ? Long.MIN_VALUE
                : timeline.moments().getLast().timeNanos();
        for (SocketRow row : recording().socketRows()) {
            last = Math.max(last, row.timeNanos());
        }
        for (Call call : recording().calls()) {
            last = Math.max(last, call.returned() ? call.endNanos() : call.beginNanos());
        }
        return last;
    }

    private void take(Call call) {
        byThread.computeIfAbsent(ThreadKey.of(call), k -> new ArrayList<>()).add(call);
        if (call.name() == CallName.POLL && !Calls.waitsForOne(call)) {
            waiting.add(ThreadKey.of(call));
        }
        long seen = call.returned() ? call.endNanos() : call.beginNanos();
        lastCall.merge(call.program(), seen, Math::max);
        Outcome outcome = call.outcome();
        long socket = call.socket();
        if (call.name() == CallName.SOCKET && socket == 0 && outcome != null) {
            socket = Math.max(0, outcome.result()); // a channel of Java is known only when it is there
        }
        if (socket != 0) {
            use(call.program(), socket).add(call);
        }
        if (call.name() == CallName.ACCEPT && Calls.succeeded(call) && outcome != null && outcome.result() != 0) {
            use(call.program(), outcome.result()).acceptedBy(call);
        }
    }

    private SocketUse use(int program, long socket) {
        return uses.computeIfAbsent(new SocketUse.Key(program, socket), SocketUse::new);
    }

    private void place(Conversation conversation, Map<SocketUse, Listener> byUse) {
        for (Moment moment : conversation.moments()) {
            Side side = moment.side();
            Call call = moment.what() instanceof Moment.What.Began(var begun) ? begun : null;
            SocketUse use = call == null ? null : uses.get(new SocketUse.Key(call.program(), call.socket()));
            if (call == null || use == null || side == null) {
                continue;
            }
            Listener listener = byUse.get(use);
            Outcome outcome = call.outcome();
            if (listener != null) {
                listener.served().add(conversation);
                listenerOf.put(conversation, listener);
                if (call.name() == CallName.ACCEPT && outcome != null) {
                    acceptOf.put(conversation, call);
                    end(conversation, Side.SERVER, use(call.program(), outcome.result()));
                }
            } else {
                end(conversation, side, use);
            }
        }
    }

    private void end(Conversation conversation, Side side, SocketUse use) {
        ends.computeIfAbsent(conversation, c -> new HashMap<>()).putIfAbsent(side, use);
        use.isEndOf(conversation, side);
    }

    Recording recording() {
        return timeline.recording();
    }

    List<Conversation> conversations() {
        return timeline.conversations();
    }

    Collection<SocketUse> uses() {
        return uses.values();
    }

    List<Listener> listeners() {
        return listeners;
    }

    /// What the program at that end did with its socket; null when it was not watched.
    @Nullable
    SocketUse end(Conversation conversation, Side side) {
        return ends.getOrDefault(conversation, Map.of()).get(side);
    }

    /// The watched listener that the conversation came to.
    @Nullable
    Listener listenerOf(Conversation conversation) {
        return listenerOf.get(conversation);
    }

    /// The accept that gave the connection to its server's program; null when none was seen.
    @Nullable
    Call acceptOf(Conversation conversation) {
        return acceptOf.get(conversation);
    }

    /// The socket that an accept gave.
    SocketUse given(Call accept) {
        Outcome outcome = accept.outcome();
        return use(accept.program(), outcome == null ? 0 : outcome.result());
    }

    @Nullable
    SocketUse of(Call call) {
        return uses.get(new SocketUse.Key(call.program(), call.socket()));
    }

    Moment moment(Call call) {
        Moment moment = began.get(call);
        if (moment == null) {
            throw new IllegalArgumentException("no call of this timeline: " + call);
        }
        return moment;
    }

    /// The moment of the return, where it has one of its own.
    Moment returned(Call call) {
        return moment(call).returned();
    }

    /// The last thing that was seen of anything.
    long endNanos() {
        return endNanos;
    }

    /// The last thing that was seen of the program.
    long lastCallNanos(int program) {
        return lastCall.getOrDefault(program, Long.MIN_VALUE);
    }

    /// Whether no call was lost, so that one that is not there was not made.
    boolean callsWhole() {
        return lostCalls() == 0;
    }

    long lostCalls() {
        return recording().losses().stream()
                .filter(l -> !isOfPackets(l) && !isOfStates(l))
                .mapToLong(Loss::count)
                .sum();
    }

    private static boolean isOfStates(Loss loss) {
        return loss.source().equals("kernel states") || loss.source().endsWith("-states");
    }

    static boolean isOfPackets(Loss loss) {
        return loss.source().startsWith("packets") || loss.source().endsWith("-packets");
    }

    /// When the connection was there for the server's program to take: [Call#NOT_RETURNED] when it is not known to
    /// have been.
    long establishedNanos(Conversation conversation) {
        StateMark mark = conversation.mark(Side.SERVER, TcpState.ESTABLISHED);
        if (mark != null) {
            return mark.timeNanos();
        }
        Call connect = connected(conversation);
        return connect == null ? Call.NOT_RETURNED : connect.endNanos();
    }

    /// What shows that the connection was there.
    @Nullable
    Moment established(Conversation conversation) {
        Moment entered = conversation.entered(Side.SERVER, TcpState.ESTABLISHED);
        Call connect = connected(conversation);
        return entered != null ? entered : connect == null ? null : returned(connect);
    }

    private @Nullable Call connected(Conversation conversation) {
        SocketUse client = end(conversation, Side.CLIENT);
        return client == null ? null : client.firstSuccess(CallName.CONNECT);
    }

    /// The thread's call that took most of that time, if it took half of it; null when there is none.
    @Nullable
    Call busy(ThreadKey thread, long fromNanos, long toNanos) {
        List<Call> calls = byThread.getOrDefault(thread, List.of());
        Call longest = null;
        long most = (toNanos - fromNanos) / 2;
        for (int i = Math.max(0, after(calls, fromNanos) - 1); i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.beginNanos() >= toNanos) {
                break;
            }
            long taken = Math.min(toNanos, call.endNanos()) - Math.max(fromNanos, call.beginNanos());
            if (taken > most) {
                longest = call;
                most = taken;
            }
        }
        return longest;
    }

    /// The call after which the thread made none for longest, of that time; null when none came before.
    @Nullable
    Call beforePause(ThreadKey thread, long fromNanos, long toNanos) {
        List<Call> calls = byThread.getOrDefault(thread, List.of());
        Call before = null;
        long longest = Long.MIN_VALUE;
        for (int i = Math.max(0, after(calls, fromNanos) - 1); i < calls.size(); i++) {
            Call call = calls.get(i);
            long next = i + 1 < calls.size() ? calls.get(i + 1).beginNanos() : Long.MAX_VALUE;
            long pause = Math.min(toNanos, next) - Math.max(fromNanos, call.endNanos());
            if (call.beginNanos() >= toNanos) {
                break;
            }
            if (pause > longest) {
                before = call;
                longest = pause;
            }
        }
        return before;
    }

    /// The thread's last call that began before then; null when there is none.
    @Nullable
    Call previous(ThreadKey thread, long nanos) {
        List<Call> calls = byThread.getOrDefault(thread, List.of());
        int index = after(calls, nanos - 1) - 1;
        return index < 0 ? null : calls.get(index);
    }

    /// The thread's first call that begins after then; null when there is none.
    @Nullable
    Call next(ThreadKey thread, long nanos) {
        List<Call> calls = byThread.getOrDefault(thread, List.of());
        int index = after(calls, nanos);
        return index < calls.size() ? calls.get(index) : null;
    }

    /// The place of the first that begins after then.
    private static int after(List<Call> calls, long nanos) {
        int low = 0;
        int high = calls.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (calls.get(middle).beginNanos() > nanos) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// Whether the thread ever waits for several sockets at once.
    boolean waitsForSeveral(ThreadKey thread) {
        return waiting.contains(thread);
    }

    String name(int program) {
        Program known = programs.get(program);
        return known == null ? String.valueOf(program) : known.name();
    }

    /// The program's name, or else its address and port; both where it is the program at the other end too.
    String name(Conversation conversation, Side side) {
        SocketUse use = end(conversation, side);
        SocketUse other = end(conversation, side.other());
        String end = conversation.endpoint(side).toString();
        if (use == null) {
            return end;
        }
        boolean both = other != null && other.program() == use.program();
        return both ? name(use.program()) + " (" + end + ")" : name(use.program());
    }

    /// Whether both run on one host, where 127.0.0.1 means the same to them.
    boolean together(int program, int other) {
        Program one = programs.get(program);
        Program two = programs.get(other);
        return one == null || two == null || one.host().equals(two.host());
    }

    static Duration time(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos));
    }

    /// Whether a socket bound to `bound` is meant by `target`. `::` is meant by IPv4 addresses too.
    static boolean covers(Endpoint bound, Endpoint target) {
        InetAddress address = bound.address();
        boolean any = address.isAnyLocalAddress()
                && (!(address instanceof Inet4Address) || target.address() instanceof Inet4Address);
        return bound.port() == target.port() && (any || address.equals(target.address()));
    }
}
