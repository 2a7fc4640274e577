package soquete.wire;

/// What one frame was found to hold. What was read before a problem is kept.
public sealed interface Decoded {
    Layers layers();

    /// Every header that is known was read whole. The payload may still be cut: see [Layers#payloadLength()].
    record Complete(Layers layers) implements Decoded {}

    /// `problem` is the first thing found wrong; `layers` is all that could be read regardless.
    record Stopped(Layers layers, Problem problem) implements Decoded {}
}
