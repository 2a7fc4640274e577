/// The ladder of one conversation: its rows, and how they are drawn in a terminal and as a picture.
///
/// Invariant: a ladder shows moments of the timeline and adds nothing.
@NullMarked
package soquete.ladder;

import org.jspecify.annotations.NullMarked;
