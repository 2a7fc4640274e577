/// Sentences about a timeline: a message key, its arguments and the evidence it rests on.
///
/// Invariant: no sentence without evidence.
@NullMarked
package soquete.explain;

import org.jspecify.annotations.NullMarked;
