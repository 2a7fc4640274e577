package soquete.diagnosis;

import java.util.List;

/// Something that was not seen, so that some faults cannot be told here.
///
/// @param key       of its text in the bundle `soquete.diagnosis.diagnosis`: what is missing, and what therefore cannot
///                  be told
/// @param arguments of the text: text and numbers
public record Gap(String key, List<Object> arguments) {

    public Gap {
        arguments = List.copyOf(arguments);
    }

    static Gap of(String key, Object... arguments) {
        return new Gap(key, List.of(arguments));
    }
}
