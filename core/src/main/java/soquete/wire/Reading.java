package soquete.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;

/// The frame that is being read, how far it goes, and the first problem found in it: what the parts of the
/// [Decoder] share. Offsets are in bytes from the frame's first.
final class Reading {
    final Layers layers = new Layers();

    /// Where what is being read ends on the wire, and what said so.
    int end;

    LengthSource endSource = LengthSource.FRAME;
    /// How many bytes of the frame there are.
    int captured;
    /// Lengths in headers that begin before here are not believed: they are those of a fragment, and what
    /// follows is the whole datagram.
    private int trusted;

    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    /// The first problem, kept as numbers: a cut frame is the normal case of many captures, and costs no
    /// allocation.
    private @Nullable Kind kind;

    private boolean malformed;

    private Protocol problemLayer = Protocol.ETHERNET;
    private LengthSource problemSource = LengthSource.FRAME;
    private int problemOffset;
    private int problemNeeded;
    private int problemAvailable;

    void begin(MemorySegment frames, long offset, int capturedLength, int originalLength, int trustedFrom) {
        segment = frames;
        start = offset;
        captured = capturedLength;
        trusted = trustedFrom;
        kind = null;
        malformed = capturedLength > originalLength;
        layers.begin(frames, offset, capturedLength, originalLength);
        end = layers.originalLength();
        endSource = LengthSource.FRAME;
    }

    @Nullable
    Problem problem() {
        Kind found = kind;
        return found == null
                ? null
                : new Problem(problemLayer, problemOffset, problemNeeded, problemAvailable, problemSource, found);
    }

    @Nullable
    Kind kind() {
        return kind;
    }

    boolean malformed() {
        return malformed;
    }

    /// Something is wrong that stops nothing.
    void suspect() {
        malformed = true;
    }

    int u8(int at) {
        return Bytes.u8(segment, start + at);
    }

    int u16(int at) {
        return Bytes.u16(segment, start + at);
    }

    int i32(int at) {
        return Bytes.i32(segment, start + at);
    }

    /// A 16-bit number whose least significant byte comes first.
    int u16LittleEndian(int at) {
        return Integer.reverseBytes(u16(at)) >>> 16;
    }

    /// A 32-bit number whose least significant byte comes first.
    int i32LittleEndian(int at) {
        return Integer.reverseBytes(i32(at));
    }

    MemorySegment segment() {
        return segment;
    }

    long position(int at) {
        return start + at;
    }

    /// How many bytes from `at` on were on the wire and were captured.
    int there(int at) {
        return Math.min(end, captured) - at;
    }

    /// Whether `needed` bytes of a header at `at` were on the wire and were captured; reports it when not.
    boolean has(Protocol protocol, int at, int needed) {
        return has(protocol, at, needed, endSource);
    }

    /// As [#has(Protocol, int, int)].
    ///
    /// @param asked what says how many are needed, or for a fixed length how many there are
    boolean has(Protocol protocol, int at, int needed, LengthSource asked) {
        if (needed <= there(at)) {
            return true;
        }
        if (needed > end - at) {
            report(protocol, at, needed, end - at, asked, Kind.MALFORMED);
        } else {
            report(protocol, at, needed, captured - at, LengthSource.CAPTURE, Kind.TRUNCATED);
        }
        return false;
    }

    /// Adds a header of fixed length when it is all there; reports it when not.
    boolean take(Protocol protocol, int at, int length) {
        return has(protocol, at, length, endSource) && push(protocol, at, length);
    }

    boolean push(Protocol protocol, int at, int length) {
        if (layers.push(protocol, at, length, end)) {
            return true;
        }
        report(protocol, at, length, 0, LengthSource.DEPTH_BOUND, Kind.MALFORMED);
        return false;
    }

    /// Ends what is being read `length` bytes after `at`, as `source` says; reports a length that goes
    /// beyond what is there on the wire.
    void narrow(Protocol protocol, int at, int length, LengthSource source) {
        if (at < trusted) {
            return;
        }
        if (length > end - at) {
            report(protocol, at, length, end - at, source, Kind.MALFORMED);
        } else {
            end = at + length;
            endSource = source;
        }
    }

    /// Whether lengths in a header at `at` count.
    boolean trusts(int at) {
        return at >= trusted;
    }

    void report(Protocol protocol, int at, int needed, int available, LengthSource source, Kind found) {
        if (found == Kind.MALFORMED && !tolerated(protocol, source, available)) {
            malformed = true;
        }
        if (kind == null) {
            problemLayer = protocol;
            problemOffset = at;
            problemNeeded = needed;
            problemAvailable = available;
            problemSource = source;
            kind = found;
        }
    }

    /// What Wireshark only remarks on: an IP header that contradicts itself or claims more than there is, a TCP data
    /// offset below five.
    private static boolean tolerated(Protocol protocol, LengthSource source, int available) {
        return switch (source) {
            case IP_VERSION -> protocol == Protocol.IPV4;
            case IPV4_HEADER_LENGTH -> protocol == Protocol.IPV4 && available < Ipv4View.MIN_LENGTH && available > 0;
            case IPV4_TOTAL_LENGTH -> protocol == Protocol.IPV4;
            case IPV6_PAYLOAD_LENGTH -> protocol == Protocol.IPV6;
            case TCP_DATA_OFFSET -> protocol == Protocol.TCP && available < TcpView.MIN_LENGTH;
            default -> false;
        };
    }
}
