/// How commands say what their lines may hold.
///
/// Invariant: a value that the line does not give stays as the command has it.
@NullMarked
package soquete.command;

import org.jspecify.annotations.NullMarked;
