package soquete.trace;

/// How a state is known, from the surest to the least sure.
public enum StateSource {
    /// The kernel's own tracepoint: every transition, at its instant.
    KERNEL,
    /// Read from the kernel's socket table from time to time: true when read, but short states are missed and the
    /// instant is that of the reading.
    SAMPLED,
    /// Deduced from the segments seen.
    INFERRED
}
