package soquete.pcap;

import java.lang.foreign.MemorySegment;
import java.util.List;
import soquete.wire.LinkType;

/// A packet of a capture file. The reader fills the same one again for each packet: what it says is
/// valid until the reader's next record. The bytes it leads to are valid longer, see [#segment()].
public final class PacketRecord implements CaptureRecord {
    /// The time of a packet whose file does not give one (pcapng simple packet block).
    public static final long NO_TIME = Long.MIN_VALUE;

    private CaptureInterface captureInterface =
            new CaptureInterface(0, 0, "", new LinkType(-1), 0, CaptureInterface.Clock.MICROS);
    private long epochNanos;
    private long ticks;
    private int declaredLength;
    private int pseudoHeader;
    private int usualPseudoHeader;
    private long recordLength;
    private long recordOffset;
    private Chunk chunk = new Chunk(new byte[0]);
    private long offset;
    private int capturedLength;
    private long fileOffset;
    private Fields fields = Fields.LITTLE_ENDIAN;
    private long options;
    private int optionsLength;

    PacketRecord() {}

    @SuppressWarnings("ReferenceEquality") // see below
    void origin(CaptureInterface captureInterface, long epochNanos) {
        // A reference is only written when it changes: the collector has to hear of each that is.
        if (this.captureInterface != captureInterface) {
            this.captureInterface = captureInterface;
            this.usualPseudoHeader = captureInterface.pseudoHeaderBytes();
        }
        this.pseudoHeader = usualPseudoHeader;
        this.epochNanos = epochNanos;
        this.optionsLength = 0;
    }

    /// What the file's clock counted, for times that are beyond [#epochNanos()].
    void ticks(long ticks) {
        this.ticks = ticks;
    }

    @SuppressWarnings("ReferenceEquality") // as above
    void extent(ByteSource source, long recordLength) {
        this.recordOffset = source.position();
        this.fileOffset = source.fileOffset();
        this.recordLength = recordLength;
        source.show();
        if (chunk != source.chunk()) {
            chunk = source.chunk();
        }
    }

    void content(long offset, int capturedLength, int declaredLength) {
        this.offset = offset;
        this.capturedLength = capturedLength;
        this.declaredLength = declaredLength;
    }

    /// Bytes at the packet's begin that are not counted in the lengths of a frame; negative when there
    /// are more.
    void pseudoHeader(int bytes) {
        this.pseudoHeader = bytes;
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

    /// Whole seconds since 1970-01-01 UTC, also where [#epochNanos()] can only give the latest time it
    /// holds.
    public long epochSeconds() {
        return epochNanos == Long.MAX_VALUE
                ? captureInterface.clock().epochSeconds(ticks)
                : Math.floorDiv(epochNanos, CaptureInterface.Clock.NANOS_PER_SECOND);
    }

    /// The nanoseconds after [#epochSeconds()], less than a second.
    public int nanosOfSecond() {
        return epochNanos == Long.MAX_VALUE
                ? captureInterface.clock().nanosOfSecond(ticks)
                : (int) Math.floorMod(epochNanos, CaptureInterface.Clock.NANOS_PER_SECOND);
    }

    /// Bytes on the wire, at least as many as were captured.
    public int originalLength() {
        return Math.max(declaredLength, capturedLength);
    }

    /// Bytes on the wire as the file says. Some files, wrongly, say fewer than were captured.
    public int declaredLength() {
        return declaredLength;
    }

    /// What Wireshark shows as `frame.len`: [#declaredLength()] without the header that some link types
    /// put before the frame.
    @Override
    public int frameLength() {
        return declaredLength - pseudoHeader;
    }

    /// What Wireshark shows as `frame.cap_len`.
    @Override
    public int frameCapturedLength() {
        return capturedLength - pseudoHeader;
    }

    public int capturedLength() {
        return capturedLength;
    }

    /// What the captured bytes are in, at [#offset()]. They stay until the reader's next record, or longer if that was
    /// asked for ([CaptureReader#lasting()]).
    public Chunk chunk() {
        return chunk;
    }

    /// The same as a segment of memory.
    public MemorySegment segment() {
        return chunk.segment();
    }

    public long offset() {
        return offset;
    }

    /// The captured bytes, not copied.
    public MemorySegment bytes() {
        return segment().asSlice(offset, capturedLength);
    }

    /// Where the packet's record or block begins in the file.
    public long fileOffset() {
        return fileOffset;
    }

    /// Bytes of the whole record or block, its header and padding included, from [#fileOffset()].
    public long recordLength() {
        return recordLength;
    }

    @Override
    public boolean frame() {
        return true;
    }

    /// Direction, kind of reception and errors (pcapng epb_flags); 0 when the file does not say.
    public int flags() {
        return optionsLength == 0 ? 0 : (int) number(2, 4, 0);
    }

    /// Packets lost on the interface between the one before and this (pcapng epb_dropcount); -1 when the
    /// file does not say.
    public long dropCount() {
        return optionsLength == 0 ? -1 : number(4, 8, -1);
    }

    private long number(int code, int length, long none) {
        Options list = new Options(fields, chunk.bytes(), options, optionsLength);
        while (list.advance()) {
            if (list.code() == code && list.length() == length) {
                return length == 4 ? list.i32() : list.i64();
            }
        }
        return none;
    }

    boolean hasOptions() {
        return optionsLength != 0;
    }

    /// The record's first byte in [#segment()]: its header stands before the captured bytes.
    public long recordOffset() {
        return recordOffset;
    }

    /// The time as its interface's clock counts it; 0 when the file does not say.
    long tickCount() {
        if (epochNanos == NO_TIME) {
            return 0;
        }
        boolean counted = captureInterface.section() != CaptureInterface.NO_SECTION;
        return counted ? ticks : captureInterface.clock().resolution() == 6 ? epochNanos / 1000 : epochNanos;
    }

    /// Its comments in order (pcapng opt_comment). An option list that goes wrong gives what was read
    /// before.
    public List<String> comments() {
        return optionsLength == 0 ? List.of() : Options.comments(fields, chunk.bytes(), options, optionsLength);
    }
}
