/// The live view of a watch: its sockets as a table that changes, the ladder of one of them, the log of calls.
///
/// Invariant: only `LiveTerminal` touches a terminal; what is drawn is a function of what is shown.
@NullMarked
package soquete.live;

import org.jspecify.annotations.NullMarked;
