package soquete.trace;

import java.util.Arrays;
import java.util.Objects;
import soquete.wire.LinkType;

/// One packet as it was captured.
///
/// @param timeNanos      on the recording's time base (CLOCK_MONOTONIC), nanoseconds
/// @param interfaceName  where it was captured: `lo`
/// @param linkType       what its first byte begins
/// @param originalLength bytes on the wire; `bytes` is shorter when the capture cut it
/// @param bytes          the captured bytes; not to be changed
public record CapturedPacket(
        long timeNanos, String interfaceName, LinkType linkType, int originalLength, byte[] bytes) {

    public CapturedPacket {
        Objects.requireNonNull(bytes);
        if (originalLength < bytes.length) {
            throw new IllegalArgumentException("captured more than was on the wire");
        }
    }

    /// The same with no more than its first bytes.
    public CapturedPacket cut(int most) {
        return bytes.length <= most
                ? this
                : new CapturedPacket(timeNanos, interfaceName, linkType, originalLength, Arrays.copyOf(bytes, most));
    }
}
