/// The agent that is loaded into an observed Java program and writes down its socket calls.
///
/// Invariant: the program never notices: nothing here throws into it, waits for anything but one write of a line, or
/// changes what a call gives back.
@NullMarked
package soquete.agent;

import org.jspecify.annotations.NullMarked;
