package soquete.explain;

import java.util.List;
import soquete.timeline.Moment;

/// One statement, about a conversation or a program.
///
/// @param key       of its text in the bundle of the package that says it
/// @param arguments of the text, in order: text, numbers, times in milliseconds or as a [java.time.Duration]
/// @param evidence  what it rests on, never empty
public record Sentence(String key, List<Object> arguments, List<Moment> evidence) {

    public Sentence {
        arguments = List.copyOf(arguments);
        evidence = List.copyOf(evidence);
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException("no sentence without evidence: " + key);
        }
    }

    static Sentence of(String key, List<Moment> evidence, Object... arguments) {
        return new Sentence(key, List.of(arguments), evidence);
    }
}
