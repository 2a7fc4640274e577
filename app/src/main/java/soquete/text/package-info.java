/// What people read: message bundles and the terminal.
///
/// Invariant: no sentence is written in code; colour only where it is understood.
@NullMarked
package soquete.text;

import org.jspecify.annotations.NullMarked;
