package soquete.explain;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;

/// What rules ask a conversation.
record Facts(Timeline timeline, Conversation conversation) {

    List<Moment> segments(Predicate<Segment> wanted) {
        return conversation.segments(wanted);
    }

    List<Moment> segments(Side sender, Predicate<Segment> wanted) {
        return conversation.segments(sender, wanted);
    }

    List<Moment> datagrams(Side sender) {
        return conversation.moments().stream()
                .filter(m -> m.frame() != null && m.frame().layers().udp() != null && m.side() == sender)
                .toList();
    }

    List<Moment> began(Side side, CallName name) {
        return conversation.calls(side, name);
    }

    List<Moment> began(Side side, Predicate<CallName> wanted) {
        return conversation.calls(side, wanted);
    }

    /// Where a call's return is told: its own moment, or that of its beginning when nothing lay between.
    Moment returnOf(Moment began) {
        return began.returned();
    }

    @Nullable
    Moment entered(Side side, TcpState state) {
        return conversation.entered(side, state);
    }

    @Nullable
    StateMark mark(Side side, TcpState state) {
        return conversation.mark(side, state);
    }

    /// The program's name, or else its address and port.
    String name(Side side) {
        Program program = conversation.program(side);
        return program == null ? conversation.endpoint(side).toString() : program.name();
    }

    static @Nullable Moment first(List<Moment> moments) {
        return moments.isEmpty() ? null : moments.getFirst();
    }

    static double millis(long nanos) {
        return nanos / 1e6;
    }

    /// The names of the calls, each once: `send`, `send/sendmsg`.
    static String names(List<Moment> calls) {
        return calls.stream()
                .map(Moment::call)
                .filter(Objects::nonNull)
                .map(c -> c.name().toString())
                .distinct()
                .collect(Collectors.joining("/"));
    }

    /// ` (EchoClient.java:14)`, to follow a name; empty when the line is not known.
    static String place(@Nullable Moment moment) {
        String line = line(moment);
        return line.isEmpty() ? "" : " (" + line + ")";
    }

    /// `, EchoClient.java:14`, to follow a name in brackets; empty when the line is not known.
    static String further(@Nullable Moment moment) {
        String line = line(moment);
        return line.isEmpty() ? "" : ", " + line;
    }

    private static String line(@Nullable Moment moment) {
        Call call = moment == null ? null : moment.call();
        return call == null || call.source() == null ? "" : call.source().toString();
    }
}
