package soquete.report;

import java.util.List;

/// What a report is about, in the reader's language.
///
/// @param name    of its folder: a scene, or the program that was watched
/// @param title   one line
/// @param about   a sentence or two; empty when there is nothing to say
/// @param sources the class's programs whose source is shown
/// @param printed what the programs printed, where it was kept
public record About(String name, String title, String about, List<String> sources, List<Printed> printed) {

    /// @param program what was run, and what it was to the run
    public record Printed(String program, String text) {}

    public About {
        sources = List.copyOf(sources);
        printed = List.copyOf(printed);
    }
}
