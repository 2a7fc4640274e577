package soquete.diagnosis;

import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.timeline.Conversation;
import soquete.trace.Call;

/// One thing that is wrong with how a program uses its sockets.
///
/// @param sentence     what was seen, and the moments it rests on. Its key has three texts in the bundle
///                     `soquete.diagnosis.diagnosis`: what was seen, with `.next` what it means and what to look at
///                     next, with `.name` in a word or two. Times are [java.time.Duration]
/// @param harm         among faults of one severity the greater comes first: nanoseconds waited, bytes lost, or how
///                     many sockets it hit
/// @param conversation where it shows; null when it is in none
/// @param look         the call whose line is to be looked at first; null when no call was seen
public record Fault(
        Sentence sentence,
        Severity severity,
        long harm,
        @Nullable Conversation conversation,
        @Nullable Call look) {

    public String key() {
        return sentence.key();
    }
}
