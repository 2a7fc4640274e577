/// Calls, states and packets on one line of time, linked both ways.
///
/// Invariant: a link joins two pieces of evidence and changes neither.
@NullMarked
package soquete.timeline;

import org.jspecify.annotations.NullMarked;
