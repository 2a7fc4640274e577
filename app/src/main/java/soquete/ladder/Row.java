package soquete.ladder;

import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.timeline.Side;
import soquete.trace.StateSource;

/// One row of a ladder, free of any way of drawing.
///
/// @param number of the moment on the timeline
/// @param millis since the timeline began
/// @param side   whose call, or who sent the packet
/// @param source the line of code, empty when it is not known
/// @param text   the call, or the packet's label
/// @param shown  a short payload as text, empty for none
public record Row(
        int number,
        double millis,
        Kind kind,
        @Nullable Side side,
        String source,
        String text,
        String shown,
        State client,
        State server) {

    public enum Kind {
        CALL,
        PACKET,
        STATE
    }

    /// @param state   null while nothing is known
    /// @param changed whether this row's moment brought it about
    public record State(@Nullable TcpState state, @Nullable StateSource source, boolean changed) {
        static final State UNKNOWN = new State(null, null, false);

        public String label() {
            return state == null || source == null ? "" : StateText.of(state, source);
        }

        State kept() {
            return new State(state, source, false);
        }
    }
}
