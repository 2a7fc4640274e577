/// Sentences for people, in their language.
///
/// Invariant: a sentence that is missing is a bug and is found by a test, never an empty place on the screen.
@NullMarked
package soquete.text;

import org.jspecify.annotations.NullMarked;
