/// Measurements side by side with other programs, on capture files made here.
///
/// Invariant: a file depends on its kind, its scale and its seed alone, byte for byte.
@NullMarked
package soquete.bench;

import org.jspecify.annotations.NullMarked;
