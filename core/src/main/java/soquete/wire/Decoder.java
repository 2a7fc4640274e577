package soquete.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import soquete.wire.Problem.Kind;

/// Finds the headers of frames, one frame after the other, into one [Layers] that it uses again. Never
/// throws, whatever the bytes are. Not for use by several threads.
///
/// A length field that claims more than there was on the wire is reported and the rest is read up to the
/// end of the frame. What is not known (another EtherType, another IP protocol) ends the headers and is no
/// problem.
public final class Decoder {
    private final Reading reading = new Reading();
    private final LinkDecoder link;

    /// One that reads the transport header of a first fragment.
    public Decoder() {
        this(false);
    }

    private Decoder(boolean fragmentsWait) {
        link = new LinkDecoder(reading, fragmentsWait);
    }

    /// One that leaves a fragment to a [Reassembler]: its transport header is read from the whole datagram
    /// alone. A first fragment of IPv4 that the capture cut is read as far as it goes, since it can never
    /// be put together.
    public static Decoder reassembling() {
        return new Decoder(true);
    }

    /// One frame, for those who have just one: the layers are the caller's to keep, as long as `frame`
    /// lives.
    public static Decoded decode(LinkType linkType, MemorySegment frame, int originalLength) {
        Decoder decoder = new Decoder();
        int length = (int) Math.min(frame.byteSize(), Integer.MAX_VALUE);
        decoder.read(linkType, frame, 0, length, originalLength);
        Problem problem = decoder.problem();
        return problem == null
                ? new Decoded.Complete(decoder.layers())
                : new Decoded.Stopped(decoder.layers(), problem);
    }

    /// Reads the frame whose `captured` bytes begin at `offset` of `segment` and which was `original`
    /// bytes long on the wire. Returns whether every header that is known could be read whole; else
    /// [#problem()] says why not.
    public boolean read(LinkType linkType, MemorySegment segment, long offset, int captured, int original) {
        reading.begin(segment, offset, captured, original, 0);
        link.read(linkType.value());
        return reading.kind() == null;
    }

    /// Reads what a [Reassembler] put together, as [#read(LinkType, MemorySegment, long, int, int)] does.
    public boolean read(LinkType linkType, Reassembler.Whole whole) {
        int length = (int) whole.frame().byteSize();
        reading.begin(whole.frame(), 0, length, length, whole.datagram());
        link.read(linkType.value());
        return reading.kind() == null;
    }

    /// The headers of the frame read last.
    public Layers layers() {
        return reading.layers;
    }

    /// The first problem of the frame read last, made anew for each who asks; null when there was none.
    public @Nullable Problem problem() {
        return reading.problem();
    }

    /// Whether something in the frame read last is wrong in itself, and not merely cut by the capture: what Wireshark
    /// calls malformed, of the headers known here. An IP length beyond the frame alone is not.
    public boolean malformed() {
        return reading.malformed();
    }

    /// The kind of [#problem()] alone, which allocates nothing.
    public @Nullable Kind problemKind() {
        return reading.kind();
    }
}
