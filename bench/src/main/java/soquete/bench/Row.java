package soquete.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One piece of work, done by Soquete and by others.
///
/// @param name   what is done
/// @param file   on which file
/// @param rivals Soquete first
/// @param check  compares what they put out; null for none
record Row(
        String name,
        Captures file,
        List<Rival> rivals,
        @Nullable Check check) {
    /// What is asked of a rival's time, or of its memory, against ours.
    ///
    /// @param times their time is at least so many times ours; 0 for no demand
    /// @param most  our time is at most so many times theirs; 0 for no demand
    /// @param memoryShare ours is at most this share of theirs; 0 for no demand
    record Demand(double times, double most, double memoryShare) {
        static final Demand NONE = new Demand(0, 0, 0);
    }

    /// A program that does the work.
    ///
    /// @param slow whether it needs minutes for large files, so that its runs may be bounded
    record Rival(String name, List<String> command, boolean slow, Demand demand) {}

    /// Compares two files that two programs wrote, and says in a few words what it found.
    interface Check {
        String compare(Outputs ours, Outputs theirs) throws IOException;
    }

    /// What a program wrote: to standard output, and where it was told to.
    record Outputs(Path standard, Path file) {}
}
