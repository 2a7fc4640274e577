package soquete.ladder;

import java.util.List;
import java.util.stream.Collectors;
import soquete.tcp.TcpState;
import soquete.timeline.StateMark;
import soquete.trace.StateSource;

/// A state in print: its name; `~` before it says deduced from the segments, `≈` read from the socket table.
public final class StateText {

    private StateText() {}

    /// `ESTABLISHED`, `~ESTABLISHED`, `≈ESTABLISHED`.
    public static String of(TcpState state, StateSource source) {
        return switch (source) {
            case KERNEL -> state.toString();
            case SAMPLED -> "≈" + state;
            case INFERRED -> "~" + state;
        };
    }

    /// The last of them; `?` when there is none.
    public static String last(List<StateMark> marks) {
        return marks.isEmpty()
                ? "?"
                : of(marks.getLast().state(), marks.getLast().source());
    }

    /// `LISTEN → ~SYN-RECEIVED → ESTABLISHED`.
    public static String sequence(List<StateMark> marks) {
        return marks.stream().map(m -> of(m.state(), m.source())).collect(Collectors.joining(" → "));
    }
}
