package soquete.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Conversation;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.wire.Endpoint;

/// A socket that listened.
///
/// @param use    its calls
/// @param listen the call that made it listen; null when that was before it was watched
/// @param local  its address; null when it is not known
/// @param served the TCP conversations that came to it, accepted or not
record Listener(
        SocketUse use, @Nullable Call listen, @Nullable Endpoint local, Set<Conversation> served) {

    Listener(SocketUse use) {
        this(use, use.firstSuccess(CallName.LISTEN), address(use), new LinkedHashSet<>());
    }

    private static @Nullable Endpoint address(SocketUse use) {
        Endpoint local = use.local();
        Call bind = use.firstSuccess(CallName.BIND);
        return local != null || bind == null ? local : bind.local();
    }

    long fromNanos() {
        return listen == null ? Long.MIN_VALUE : listen.beginNanos();
    }

    boolean opened(long nanos) {
        return fromNanos() <= nanos && nanos < use.closedNanos();
    }

    List<Call> accepts() {
        return use.of(n -> n == CallName.ACCEPT);
    }

    /// Whether every accept told which connection it gave.
    boolean told() {
        return accepts().stream().noneMatch(c -> Calls.succeeded(c) && c.peer() == null);
    }

    /// How many connections may wait; a negative or unknown number bounds nothing (listen(3p)).
    long backlog() {
        Call call = listen;
        long given = call == null ? -1 : Calls.number(call);
        return given < 0 ? Long.MAX_VALUE : given;
    }

    /// The threads that accept here, or else the one that called listen.
    List<Evidence.ThreadKey> threads() {
        List<Evidence.ThreadKey> threads = new ArrayList<>();
        for (Call call : use.calls()) {
            Evidence.ThreadKey key = Evidence.ThreadKey.of(call);
            if (call.name() == CallName.ACCEPT && !threads.contains(key)) {
                threads.add(key);
            }
        }
        if (threads.isEmpty() && listen != null) {
            threads.add(Evidence.ThreadKey.of(listen));
        }
        return threads;
    }
}
