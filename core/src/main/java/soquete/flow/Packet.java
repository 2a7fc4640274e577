package soquete.flow;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureRecord;
import soquete.pcap.Chunk;
import soquete.pcap.PacketRecord;
import soquete.wire.Decoder;
import soquete.wire.Layers;
import soquete.wire.LinkType;
import soquete.wire.Reassembler;
import soquete.wire.TransportHeader;

/// A packet of a capture and what became known of it. The engine fills the same one again: it is valid as long as its
/// [PacketBatch] is.
public final class Packet {
    private static final CaptureInterface NOWHERE =
            new CaptureInterface(0, 0, "", new LinkType(-1), 0, CaptureInterface.Clock.MICROS);

    long number;
    long epochNanos;
    /// Of the capture's first packet, and of the one before.
    long captureStart;

    long previousNanos;
    int originalLength;
    int capturedLength;
    long fileOffset;
    private long recordLength;
    private long recordOffset;

    CaptureInterface captureInterface = NOWHERE;

    private boolean isPacket;
    private Reassembler.@Nullable Whole whole;
    /// What its record lies in; null of what is no packet.
    private @Nullable Chunk chunk;

    private long offset;
    private int length;
    private int wireLength;

    private Transport[] transports = {new Transport(this)};
    private int count;
    boolean fragment;

    Packet() {}

    @SuppressWarnings("ReferenceEquality") // see below
    void begin(long packetNumber, PacketRecord record) {
        number = packetNumber;
        epochNanos = record.epochNanos();
        // A reference is only written when it changes: the collector has to hear of each that is.
        if (captureInterface != record.captureInterface()) {
            captureInterface = record.captureInterface();
        }
        originalLength = record.frameLength();
        capturedLength = record.frameCapturedLength();
        fileOffset = record.fileOffset();
        recordLength = record.recordLength();
        recordOffset = record.recordOffset();
        if (chunk != record.chunk()) {
            chunk = record.chunk();
        }
        offset = record.offset();
        length = record.capturedLength();
        wireLength = record.originalLength();
        if (whole != null) {
            whole = null;
        }
        isPacket = true;
        count = 0;
    }

    /// A frame that is no packet: something else that stands in the file and has a number.
    void begin(long frameNumber, CaptureRecord record) {
        number = frameNumber;
        epochNanos = record instanceof CaptureRecord.Event event ? event.epochNanos() : PacketRecord.NO_TIME;
        captureInterface = NOWHERE;
        originalLength = record.frameLength();
        capturedLength = record.frameCapturedLength();
        recordLength = 0;
        chunk = null;
        offset = 0;
        length = 0;
        wireLength = 0;
        whole = null;
        isPacket = false;
        fragment = false;
        count = 0;
    }

    /// From here on the packet is the datagram that it completed.
    void become(Reassembler.Whole datagram) {
        whole = datagram;
        count = 0;
    }

    /// Has `decoder` find the headers.
    public Layers layers(Decoder decoder) {
        Reassembler.Whole datagram = whole;
        if (datagram != null) {
            decoder.read(captureInterface.linkType(), datagram);
        } else {
            decoder.read(captureInterface.linkType(), recordSegment(), offset, length, wireLength);
        }
        return decoder.layers();
    }

    /// Has `header` read itself at a glance. False where only a [Decoder] can.
    boolean glance(TransportHeader header) {
        Chunk lies = chunk;
        return lies != null
                && whole == null
                && header.glance(captureInterface.linkType().value(), lies.bytes(), (int) offset, length, wireLength);
    }

    /// Whether a glance tells that it has no transport header and is no fragment.
    boolean hasNoTransport() {
        Chunk lies = chunk;
        return lies != null
                && whole == null
                && TransportHeader.none(captureInterface.linkType().value(), lies.bytes(), (int) offset, length);
    }

    /// The array that [#offset()] is a place in; only of a packet.
    byte[] bytes() {
        return Objects.requireNonNull(chunk).bytes();
    }

    /// Where its bytes begin in [#segment()].
    long offset() {
        return offset;
    }

    /// Whether it is a packet, and not a note of another kind that Wireshark numbers among them.
    public boolean isPacket() {
        return isPacket;
    }

    Transport add() {
        if (count == transports.length) {
            makeRoom();
        }
        return transports[count++];
    }

    private void makeRoom() {
        transports = Arrays.copyOf(transports, count + 2);
        for (int i = count; i < transports.length; i++) {
            transports[i] = new Transport(this);
        }
    }

    /// How many TCP and UDP headers there are: more than one in a tunnel or where ICMP quotes one.
    public int transports() {
        return count;
    }

    /// From the outermost, index 0.
    public Transport transport(int index) {
        return transports[index];
    }

    /// The innermost one that is the packet's own; null when there is none.
    public @Nullable Transport transport() {
        return count > 0 && !transports[count - 1].quoted() ? transports[count - 1] : null;
    }

    /// From 1, as Wireshark counts frames.
    public long number() {
        return number;
    }

    /// Nanoseconds since 1970-01-01 UTC, [PacketRecord#NO_TIME] when the file does not say.
    public long epochNanos() {
        return epochNanos;
    }

    public int originalLength() {
        return originalLength;
    }

    public int capturedLength() {
        return capturedLength;
    }

    public CaptureInterface captureInterface() {
        return captureInterface;
    }

    /// Its bytes as they were captured; of a datagram that was put together from fragments, the whole.
    public MemorySegment frame() {
        Reassembler.Whole datagram = whole;
        return datagram == null ? recordSegment().asSlice(offset, length) : datagram.frame();
    }

    /// How long those were on the wire.
    public int wireLength() {
        return wireLength;
    }

    /// Where its record begins in the file.
    public long fileOffset() {
        return fileOffset;
    }

    /// Nanoseconds since the capture's first packet.
    public long sinceStart() {
        return epochNanos - captureStart;
    }

    /// The memory that its record lies in, header included.
    public MemorySegment recordSegment() {
        Chunk lies = chunk;
        return lies == null ? MemorySegment.NULL : lies.segment();
    }

    /// Where its record begins in [#recordSegment()].
    public long recordOffset() {
        return recordOffset;
    }

    /// Bytes of its record, header included; 0 when it is no packet.
    public long recordLength() {
        return recordLength;
    }

    /// Whether it completed an IP datagram of several fragments, which it now stands for.
    public boolean reassembled() {
        return whole != null;
    }

    /// Whether it is an IP fragment that stands for itself.
    public boolean fragment() {
        return fragment;
    }

    /// The memory that holds what its transports carry.
    public MemorySegment segment() {
        Reassembler.Whole datagram = whole;
        return datagram == null ? recordSegment() : datagram.frame();
    }
}
