package soquete.diagnosis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.wire.Endpoint;

/// Connections that a program asked for and did not get.
final class ConnectRules {

    /// Listeners that are named when none has the port.
    private static final int MOST_NAMED = 3;

    private ConnectRules() {}

    /// A connect that failed.
    ///
    /// @param connect the call that asked
    /// @param told    the call that was told: the same one, or a later one of a socket that does not wait
    /// @param target  null where no evidence names it
    private record Failed(
            SocketUse use,
            Call connect,
            Call told,
            String error,
            @Nullable Endpoint target) {

        List<Moment> evidence(Evidence evidence) {
            List<Moment> shown = new ArrayList<>();
            shown.add(evidence.moment(connect));
            Conversation conversation = use.conversation();
            if (conversation != null) {
                shown.addAll(conversation.segments(Side.CLIENT, Segment::syn));
                shown.addAll(conversation.segments(Side.SERVER, Segment::rst));
            }
            shown.add(evidence.returned(told));
            return shown;
        }

        String at() {
            return Calls.at(connect);
        }

        Fault fault(Evidence evidence, String key, Severity severity, @Nullable Call also, Object... more) {
            List<Moment> shown = evidence(evidence);
            if (also != null) {
                shown.add(evidence.moment(also));
            }
            List<Object> arguments = new ArrayList<>();
            arguments.add(evidence.name(use.program()));
            arguments.add(target == null ? "?" : target.toString());
            arguments.add(at());
            arguments.addAll(List.of(more));
            return new Fault(new Sentence(key, arguments, shown), severity, 1, use.conversation(), look(key, also));
        }

        /// A listener that is bound to too little is to be looked at itself.
        private Call look(String key, @Nullable Call also) {
            boolean bound = key.equals("refused.loopback") || key.equals("refused.address");
            return bound && also != null ? also : connect;
        }
    }

    private record Asked(int program, int port) {}

    static void failed(Evidence evidence, List<Fault> found) {
        Map<Asked, TreeMap<Long, Endpoint>> connected = connected(evidence);
        for (SocketUse use : evidence.uses()) {
            Failed failed = failed(use);
            if (failed == null || settled(failed, connected, Evidence.LONG_NANOS, true)) {
                continue;
            }
            switch (failed.error()) {
                case "ECONNREFUSED" -> found.add(refused(evidence, failed, connected));
                case "ENETUNREACH" -> found.add(failed.fault(evidence, "no-route", Severity.FAILURE, null));
                case "EHOSTUNREACH" -> found.add(failed.fault(evidence, "host-unreachable", Severity.FAILURE, null));
                default -> {}
            }
        }
    }

    private static @Nullable Failed failed(SocketUse use) {
        Call connect = use.first(CallName.CONNECT);
        if (connect == null || use.datagram() || use.firstSuccess(CallName.CONNECT) != null) {
            return null;
        }
        Conversation conversation = use.conversation();
        Endpoint target = connect.peer() != null ? connect.peer() : conversation == null ? null : conversation.server();
        for (Call call : use.of(n -> n == CallName.CONNECT || n == CallName.GETSOCKOPT)) {
            String error = Calls.error(call);
            if (error.equals("ECONNREFUSED") || error.equals("ENETUNREACH") || error.equals("EHOSTUNREACH")) {
                return new Failed(use, connect, call, error, target);
            }
        }
        boolean pending = Calls.error(connect).equals("EINPROGRESS");
        boolean refused = conversation != null
                && conversation.segments(Side.SERVER, s -> !s.rst()).isEmpty()
                && !conversation.segments(Side.SERVER, Segment::rst).isEmpty();
        return pending && refused ? new Failed(use, connect, connect, "ECONNREFUSED", target) : null;
    }

    /// Connections that programs got, by the port they asked for.
    private static Map<Asked, TreeMap<Long, Endpoint>> connected(Evidence evidence) {
        Map<Asked, TreeMap<Long, Endpoint>> connected = new HashMap<>();
        for (SocketUse use : evidence.uses()) {
            Call connect = use.first(CallName.CONNECT);
            Endpoint peer = connect == null ? null : connect.peer();
            Conversation conversation = use.conversation();
            boolean got = use.firstSuccess(CallName.CONNECT) != null
                    || conversation != null && conversation.mark(Side.CLIENT, TcpState.ESTABLISHED) != null;
            if (connect != null && peer != null && got && !use.datagram()) {
                connected
                        .computeIfAbsent(new Asked(use.program(), peer.port()), k -> new TreeMap<>())
                        .put(connect.beginNanos(), peer);
            }
        }
        return connected;
    }

    /// Whether the same program got a connection to the port soon after: a name has several addresses, and a program
    /// tries one after the other.
    ///
    /// @param elsewhere whether only another address counts
    private static boolean settled(
            Failed failed, Map<Asked, TreeMap<Long, Endpoint>> connected, long withinNanos, boolean elsewhere) {
        Endpoint target = failed.target();
        TreeMap<Long, Endpoint> got =
                target == null ? null : connected.get(new Asked(failed.use().program(), target.port()));
        if (got == null) {
            return false;
        }
        long from = failed.connect().beginNanos();
        long to = Math.min(Long.MAX_VALUE - withinNanos, failed.told().endNanos()) + withinNanos;
        return got.subMap(from, true, to, true).values().stream().anyMatch(e -> !elsewhere || !e.equals(target));
    }

    private static Fault refused(Evidence evidence, Failed failed, Map<Asked, TreeMap<Long, Endpoint>> connected) {
        Endpoint target = failed.target();
        long nanos = failed.told().endNanos();
        if (target == null) {
            return failed.fault(evidence, "refused.somewhere", Severity.FAILURE, null);
        }
        Listener there = listener(evidence, failed, l -> l.opened(nanos) && covers(l, target));
        Listener beside = listener(evidence, failed, l -> l.opened(nanos) && port(l) == target.port());
        Listener later = listener(evidence, failed, l -> l.fromNanos() > nanos && covers(l, target));
        Listener before = listener(evidence, failed, l -> l.use().closedNanos() <= nanos && covers(l, target));
        if (there != null) {
            return with(evidence, failed, "refused.though", Severity.FAILURE, there);
        } else if (beside != null) {
            return with(evidence, failed, key(beside, target), Severity.FAILURE, beside);
        } else if (later != null && later.listen() != null) {
            boolean got = settled(failed, connected, later.fromNanos() - nanos + 10 * Evidence.LONG_NANOS, false);
            return with(evidence, failed, "refused.early", got ? Severity.REMARK : Severity.FAILURE, later);
        } else if (before != null) {
            return with(evidence, failed, "refused.ended", Severity.FAILURE, before);
        }
        String others = others(evidence, failed, nanos);
        return others.isEmpty()
                ? failed.fault(evidence, "refused", Severity.FAILURE, null)
                : failed.fault(evidence, "refused.port", Severity.FAILURE, null, others);
    }

    private static String key(Listener beside, Endpoint target) {
        Endpoint local = beside.local();
        boolean loopback = local != null && local.address().isLoopbackAddress();
        return loopback && !target.address().isLoopbackAddress() ? "refused.loopback" : "refused.address";
    }

    /// One that listens on 127.0.0.1 is meant on its own host alone.
    private static @Nullable Listener listener(Evidence evidence, Failed failed, Predicate<Listener> wanted) {
        Endpoint target = failed.target();
        return evidence.listeners().stream()
                .filter(l -> l.local() != null && l.listen() != null)
                .filter(l -> evidence.together(l.use().program(), failed.use().program())
                        || target == null
                        || !target.address().isLoopbackAddress())
                .filter(wanted)
                .findFirst()
                .orElse(null);
    }

    private static boolean covers(Listener listener, Endpoint target) {
        Endpoint local = listener.local();
        boolean only = target.address() instanceof java.net.Inet4Address
                && listener.use().sets("IPV6_V6ONLY");
        return local != null
                && Evidence.covers(local, target)
                && (!only || local.address().equals(target.address()));
    }

    private static int port(Listener listener) {
        Endpoint local = listener.local();
        return local == null ? -1 : local.port();
    }

    private static Fault with(Evidence evidence, Failed failed, String key, Severity severity, Listener listener) {
        Endpoint local = listener.local();
        Call bind = listener.use().firstSuccess(CallName.BIND);
        Call made = bind != null && !key.equals("refused.early") ? bind : listener.listen();
        Call close = listener.use().close();
        long apart = listener.fromNanos() - failed.told().endNanos();
        boolean ended = key.equals("refused.ended");
        return failed.fault(
                evidence,
                key,
                severity,
                ended ? close : made,
                evidence.name(listener.use().program()),
                local == null ? "?" : local.toString(),
                Calls.at(ended ? close : made),
                Evidence.time(ended && close != null ? failed.connect().beginNanos() - close.beginNanos() : apart));
    }

    private static String others(Evidence evidence, Failed failed, long nanos) {
        return evidence.listeners().stream()
                .filter(l -> l.local() != null && l.opened(nanos))
                .filter(l -> l.use().program() != failed.use().program())
                .limit(MOST_NAMED)
                .map(l -> evidence.name(l.use().program()) + ": " + l.local())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /// SYNs that nothing answered, but for those that a full accept queue explains.
    static void unanswered(Evidence evidence, List<Fault> found) {
        for (SocketUse use : evidence.uses()) {
            Call connect = use.first(CallName.CONNECT);
            if (connect == null || use.datagram() || use.firstSuccess(CallName.CONNECT) != null) {
                continue;
            }
            Conversation conversation = use.conversation();
            List<Moment> syns =
                    conversation == null ? List.of() : conversation.segments(Side.CLIENT, s -> s.syn() && !s.ack());
            boolean timedOut = use.of(n -> n == CallName.CONNECT || n == CallName.GETSOCKOPT).stream()
                    .anyMatch(c -> Calls.error(c).equals("ETIMEDOUT"));
            boolean silent = conversation != null
                    && !syns.isEmpty()
                    && conversation.moments().stream().noneMatch(m -> m.side() == Side.SERVER && m.frame() != null);
            Listener listener = conversation == null ? null : evidence.listenerOf(conversation);
            boolean queued = listener != null && AcceptRules.someWait(evidence, listener, connect.beginNanos());
            Endpoint target = connect.peer();
            Call last = use.calls().getLast();
            long until = last.name() == CallName.CLOSE ? last.beginNanos() : evidence.endNanos();
            long waited = (timedOut && connect.returned() ? Math.max(connect.endNanos(), last.beginNanos()) : until)
                    - connect.beginNanos();
            if (queued || target == null || !(timedOut || silent && waited >= Evidence.LONG_NANOS)) {
                continue;
            }
            List<Moment> shown = new ArrayList<>(syns);
            shown.addFirst(evidence.moment(connect));
            found.add(new Fault(
                    new Sentence(
                            "filtered",
                            List.of(
                                    evidence.name(use.program()),
                                    target.toString(),
                                    Calls.at(connect),
                                    syns.size(),
                                    Evidence.time(waited),
                                    timedOut ? 1 : 0),
                            shown),
                    Severity.FAILURE,
                    waited,
                    conversation,
                    connect));
        }
    }
}
