/// Evidence as it was observed: calls, kernel states, packets, the socket table, and what was lost.
///
/// Invariant: evidence is never rewritten; what was not observed is absent, never invented.
@NullMarked
package soquete.trace;

import org.jspecify.annotations.NullMarked;
