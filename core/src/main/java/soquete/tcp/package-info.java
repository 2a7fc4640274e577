/// The connection table and the RFC 9293 state of each endpoint after each segment.
///
/// Invariant: a transition function has no clock and does no input or output.
@NullMarked
package soquete.tcp;

import org.jspecify.annotations.NullMarked;
