package soquete.timeline;

import java.util.Comparator;
import java.util.List;
import soquete.trace.Recording;
import soquete.trace.StateChange;

/// A recording on one line of time: numbered moments, grouped into conversations, linked both ways.
///
/// @param recording     the evidence, untouched
/// @param frames        every packet, decoded, in the order of the capture
/// @param conversations in order of appearance
/// @param moments       in order of time, cause before effect within a nanosecond; their numbers count from 1
/// @param foreign       state changes of sockets that are none of this recording's: the kernel reports those of every
///                      namespace
public record Timeline(
        Recording recording,
        List<Frame> frames,
        List<Conversation> conversations,
        List<Moment> moments,
        List<StateChange> foreign) {

    static final Comparator<Moment> ORDER =
            Comparator.comparingLong(Moment::timeNanos).thenComparingInt(Moment::rank);

    public Timeline {
        frames = List.copyOf(frames);
        conversations = List.copyOf(conversations);
        moments = List.copyOf(moments);
        foreign = List.copyOf(foreign);
    }

    public static Timeline of(Recording recording) {
        return new TimelineBuilder(recording).build();
    }

    /// Of some packets of a capture, which keep the numbers they have there.
    ///
    /// @param recording packets alone
    /// @param numbers   of each of them, ascending
    public static Timeline of(Recording recording, List<Integer> numbers) {
        return new TimelineBuilder(recording, numbers).build();
    }

    /// The time every printed time counts from: the first moment's.
    public long originNanos() {
        return moments.isEmpty() ? 0 : moments.getFirst().timeNanos();
    }
}
