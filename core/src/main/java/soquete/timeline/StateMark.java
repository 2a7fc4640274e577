package soquete.timeline;

import soquete.tcp.TcpState;
import soquete.trace.StateSource;

/// A state entered by one end of a conversation.
///
/// @param timeNanos when: the kernel's instant, or that of the segment or reading it is known from
public record StateMark(Side side, TcpState state, StateSource source, long timeNanos) {}
