package soquete.wire;

import java.lang.foreign.MemorySegment;

/// IPv6 extension headers, RFC 8200 §4, and the authentication header, RFC 4302 §2: all begin with the next header's
/// number and, but for the fragment header, their own length.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  Next header  |    Length     |  fragment: Offset       |Res|M|
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                  fragment: Identification                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
final class IpExtension {
    static final int MIN_LENGTH = 8;

    private IpExtension() {}

    /// Whether a next-header number is one of these.
    static boolean known(int next) {
        return switch (next) {
            case 0, 43, 44, 51, 60 -> true;
            default -> false;
        };
    }

    static Protocol protocol(int next) {
        return switch (next) {
            case 0 -> Protocol.IPV6_HOP_BY_HOP;
            case 43 -> Protocol.IPV6_ROUTING;
            case 44 -> Protocol.IPV6_FRAGMENT;
            case 51 -> Protocol.AUTHENTICATION;
            case 60 -> Protocol.IPV6_DESTINATION;
            default -> throw new IllegalArgumentException("no extension header: " + next);
        };
    }

    static int next(MemorySegment segment, long offset) {
        return Bytes.u8(segment, offset);
    }

    /// In bytes, at least 8.
    static int length(int kind, MemorySegment segment, long offset) {
        int length = Bytes.u8(segment, offset + 1);
        return switch (kind) {
            case 44 -> MIN_LENGTH;
            case 51 -> Math.max(MIN_LENGTH, (length + 2) * 4);
            default -> (length + 1) * 8;
        };
    }

    /// Whether a fragment header's packet is a fragment at all, RFC 6946: offset or M set.
    static boolean fragment(MemorySegment segment, long offset) {
        return (Bytes.u16(segment, offset + 2) & 0xFFF9) != 0;
    }

    /// Whether the fragment is not the first.
    static boolean laterFragment(MemorySegment segment, long offset) {
        return (Bytes.u16(segment, offset + 2) & 0xFFF8) != 0;
    }
}
