package soquete.wire;

/// Why the headers of a frame could not all be read. A bad packet is data: this is never thrown.
///
/// @param layer     the header that could not be read whole
/// @param offset    where that header begins, in bytes from the frame's first
/// @param needed    bytes it needs
/// @param available bytes there are for it
/// @param source    what said how many bytes there are, or which field asked for too many
public record Problem(Protocol layer, int offset, int needed, int available, LengthSource source, Kind kind) {

    public enum Kind {
        /// The capture kept only the first bytes of the frame.
        TRUNCATED,
        /// A length that cannot be, whatever the capture kept.
        MALFORMED
    }

    /// What supplied the length that does not fit.
    public enum LengthSource {
        /// How much of the frame the capture kept.
        CAPTURE,
        /// How long the frame was on the wire.
        FRAME,
        IEEE_802_3_LENGTH,
        PPPOE_LENGTH,
        ARP_ADDRESS_LENGTHS,
        IP_VERSION,
        IPV4_HEADER_LENGTH,
        IPV4_TOTAL_LENGTH,
        IPV6_PAYLOAD_LENGTH,
        IPV6_EXTENSION_LENGTH,
        TCP_DATA_OFFSET,
        UDP_LENGTH,
        /// The decoder's own bound on headers in one frame, [Layers#MAX_DEPTH].
        DEPTH_BOUND
    }
}
