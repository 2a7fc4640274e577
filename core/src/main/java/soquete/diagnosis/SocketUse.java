package soquete.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Conversation;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.wire.Endpoint;

/// What a program did with one socket: its calls, in order of beginning.
final class SocketUse {

    /// A socket is known by its number within its program.
    record Key(int program, long socket) {}

    private final Key key;
    private final List<Call> calls = new ArrayList<>();
    private @Nullable Call accept;
    private @Nullable Conversation conversation;
    private @Nullable Side side;

    SocketUse(Key key) {
        this.key = key;
    }

    int program() {
        return key.program();
    }

    List<Call> calls() {
        return calls;
    }

    /// The accept that gave it; null when it was not accepted, or before the program was watched.
    @Nullable
    Call accept() {
        return accept;
    }

    /// The TCP conversation it is an end of; null when it is none, or not known to be.
    @Nullable
    Conversation conversation() {
        return conversation;
    }

    @Nullable
    Side side() {
        return side;
    }

    void add(Call call) {
        calls.add(call);
    }

    void acceptedBy(Call call) {
        accept = call;
    }

    void isEndOf(Conversation of, Side at) {
        conversation = of;
        side = at;
    }

    List<Call> of(Predicate<CallName> wanted) {
        return calls.stream().filter(c -> wanted.test(c.name())).toList();
    }

    @Nullable
    Call first(CallName name) {
        return calls.stream().filter(c -> c.name() == name).findFirst().orElse(null);
    }

    @Nullable
    Call firstSuccess(CallName name) {
        return calls.stream()
                .filter(c -> c.name() == name && Calls.succeeded(c))
                .findFirst()
                .orElse(null);
    }

    /// The close after which no descriptor of it was left; null when none was seen.
    @Nullable
    Call close() {
        return calls.stream().filter(Call::closesSocket).findFirst().orElse(null);
    }

    /// When its program let go of it; [Call#NOT_RETURNED] when that was not seen.
    long closedNanos() {
        Call close = close();
        return close == null ? Call.NOT_RETURNED : close.beginNanos();
    }

    /// Whether its program was watched before a byte could have been moved.
    boolean whole() {
        return accept != null
                || !calls.isEmpty()
                        && switch (calls.getFirst().name()) {
                            case SOCKET, BIND, CONNECT, LISTEN -> true;
                            default -> false;
                        };
    }

    boolean datagram() {
        Call made = first(CallName.SOCKET);
        if (made != null && !made.arguments().isEmpty()) {
            return made.arguments().contains("SOCK_DGRAM");
        }
        return conversation == null
                && accept == null
                && calls.stream()
                        .map(Call::name)
                        .anyMatch(n -> n == CallName.SENDTO || n == CallName.RECVFROM || n.countsMessages());
    }

    /// Its own address, as far as it is known last; null when it never had one that was seen.
    @Nullable
    Endpoint local() {
        Endpoint local = null;
        for (Call call : calls) {
            Endpoint told = call.local();
            if (call.name() != CallName.ACCEPT && told != null && told.port() != 0) {
                local = told;
            }
        }
        return local;
    }

    /// Whether the option was set, as far as a call tells the value.
    boolean sets(String option) {
        return calls.stream()
                .filter(c -> c.name() == CallName.SETSOCKOPT && Calls.succeeded(c))
                .map(Call::arguments)
                .anyMatch(a -> a.contains(option) && !a.endsWith(", false") && !a.endsWith(", 0"));
    }
}
