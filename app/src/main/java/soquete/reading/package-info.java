/// Captures of any size, read by the engine: rows of fields, tables of conversations, streams, counts, parts.
///
/// Invariant: what was found before the end, a damage or Ctrl-C is always told.
@NullMarked
package soquete.reading;

import org.jspecify.annotations.NullMarked;
