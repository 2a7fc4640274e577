package soquete.finding;

import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.flow.Flow;

/// One thing that was found in a capture.
///
/// @param key       of its texts in the bundle `soquete.finding.finding`: what happened, with `.next` what it means and
///                  what to look at next, with `.name` in a word or two
/// @param harm      among findings of one severity the greater comes first: nanoseconds waited, or how many it hit
/// @param flow      its conversation; null when it is of the capture as a whole
/// @param packets   numbers of the packets it rests on, from 1
/// @param arguments of the texts: text, numbers, and [java.time.Duration]
public record Finding(
        String key, Severity severity, long harm, @Nullable Flow flow, List<Long> packets, List<Object> arguments) {

    public Finding {
        arguments = List.copyOf(arguments);
        packets = packets.stream().filter(p -> p > 0).distinct().sorted().toList();
    }
}
