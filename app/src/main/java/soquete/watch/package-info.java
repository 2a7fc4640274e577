/// Watching any program: what goes into it to learn its lines of source, and what comes out.
///
/// Invariant: the program is started by its own command in its own environment, with nothing changed but what is added
/// here, and runs as ever when that fails.
@NullMarked
package soquete.watch;

import org.jspecify.annotations.NullMarked;
