package soquete.live;

import java.util.List;
import soquete.trace.Program;

/// What the live view shows at one instant.
///
/// @param mode       which of its pages
/// @param nanos      since the watch began
/// @param nowNanos   the instant, on the time base of the sockets
/// @param calls      that were seen so far
/// @param forgotten  sockets that found no room
/// @param sockets    in the order they are shown in
/// @param chosen     the index of the chosen one
/// @param output     the last lines that the programs wrote
/// @param text       the lines of the ladder or of the log
/// @param top        the first of them that is shown
record Shown(
        Mode mode,
        long nanos,
        long nowNanos,
        List<Program> programs,
        long calls,
        long forgotten,
        List<SocketLine> sockets,
        int chosen,
        List<String> output,
        List<String> text,
        int top) {

    /// The pages of the view.
    enum Mode {
        SOCKETS,
        LADDER,
        LOG
    }
}
