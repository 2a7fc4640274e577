package soquete.pcap;

import java.lang.foreign.MemorySegment;
import java.util.List;
import soquete.wire.LinkType;

/// A packet of a capture file. The reader fills the same one again for each packet: what it gives is valid until the
/// reader's next record.
public final class PacketRecord implements CaptureRecord {
    /// The time of a packet whose file does not give one (pcapng simple packet block).
    public static final long NO_TIME = Long.MIN_VALUE;

    private CaptureInterface captureInterface =
            new CaptureInterface(0, 0, "", new LinkType(-1), 0, CaptureInterface.Clock.MICROS);
    private long epochNanos;
    private int originalLength;
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int capturedLength;
    private long fileOffset;
    private Fields fields = Fields.LITTLE_ENDIAN;
    private long options;
    private int optionsLength;

    PacketRecord() {}

    void origin(CaptureInterface captureInterface, long epochNanos, long fileOffset) {
        this.captureInterface = captureInterface;
        this.epochNanos = epochNanos;
        this.fileOffset = fileOffset;
        this.optionsLength = 0;
    }

    void content(MemorySegment segment, long offset, int capturedLength, int originalLength) {
        this.segment = segment;
        this.offset = offset;
        this.capturedLength = capturedLength;
        this.originalLength = Math.max(originalLength, capturedLength);
    }

    void options(Fields fields, long offset, int length) {
        this.fields = fields;
        this.options = offset;
        this.optionsLength = length;
    }

    public CaptureInterface captureInterface() {
        return captureInterface;
    }

    /// Nanoseconds since 1970-01-01 UTC; [#NO_TIME] when the file does not say.
    public long epochNanos() {
        return epochNanos;
    }

    /// Bytes on the wire, at least as many as were captured.
    public int originalLength() {
        return originalLength;
    }

    public int capturedLength() {
        return capturedLength;
    }

    /// The memory the captured bytes are in, at [#offset()].
    public MemorySegment segment() {
        return segment;
    }

    public long offset() {
        return offset;
    }

    /// The captured bytes, not copied.
    public MemorySegment bytes() {
        return segment.asSlice(offset, capturedLength);
    }

    /// Where the packet's record or block begins in the file.
    public long fileOffset() {
        return fileOffset;
    }

    /// Its comments in order (pcapng opt_comment). An option list that goes wrong gives what was read before.
    public List<String> comments() {
        return optionsLength == 0 ? List.of() : Options.comments(fields, segment, options, optionsLength);
    }
}
