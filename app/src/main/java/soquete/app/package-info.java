/// The command line.
///
/// Invariant: whatever goes wrong outside the program ends in one sentence in the user's language and an exit code that
/// is not 0.
@NullMarked
package soquete.app;

import org.jspecify.annotations.NullMarked;
