/// From the events of the kernel's tracepoints to socket calls: pure, with no clock and no privilege.
///
/// Invariant: what is kept grows with open calls, threads and live descriptors, never with the number of events.
@NullMarked
package soquete.kernel;

import org.jspecify.annotations.NullMarked;
