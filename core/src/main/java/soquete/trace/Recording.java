package soquete.trace;

import java.util.Collection;
import java.util.List;

/// Everything that was observed of one run, as observed. All times are on one base, CLOCK_MONOTONIC in nanoseconds.
///
/// @param name                what was run: a scene's name, or a file's
/// @param realtimeOffsetNanos REALTIME − MONOTONIC: adding it to a time gives nanoseconds since 1970
/// @param calls               in order of beginning
/// @param packets             in order of time
/// @param stateChanges        in order of time
/// @param socketRows          readings of the socket tables that the story needs (TIME-WAIT)
/// @param losses              one entry an observer, a count of 0 included
/// @param missing             evidence that could not be taken, as message keys: `packets`, `kernel-states`, `calls`
public record Recording(
        String name,
        long realtimeOffsetNanos,
        List<Program> programs,
        List<Call> calls,
        List<CapturedPacket> packets,
        List<StateChange> stateChanges,
        List<SocketRow> socketRows,
        List<Loss> losses,
        List<String> missing) {

    public Recording {
        programs = List.copyOf(programs);
        calls = List.copyOf(calls);
        packets = List.copyOf(packets);
        stateChanges = List.copyOf(stateChanges);
        socketRows = List.copyOf(socketRows);
        losses = List.copyOf(losses);
        missing = List.copyOf(missing);
    }

    /// The same run without those changes of state, which are of other programs.
    public Recording without(Collection<StateChange> foreign) {
        List<StateChange> own =
                stateChanges.stream().filter(c -> !foreign.contains(c)).toList();
        return new Recording(name, realtimeOffsetNanos, programs, calls, packets, own, socketRows, losses, missing);
    }

    /// The same run without the kernel's reports of states: what is left for inference alone.
    public Recording withoutStates() {
        return new Recording(
                name, realtimeOffsetNanos, programs, calls, packets, List.of(), List.of(), losses, missing);
    }
}
