package soquete.pcap;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import soquete.wire.LinkType;

/// Writes the classic format: one interface, no names, no comments.
public final class PcapWriter implements Closeable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final FieldWriter out;
    private final boolean nanos;

    /// How a file is written.
    ///
    /// @param order      of its numbers
    /// @param nanos      whether times keep their nanoseconds; else they are cut to microseconds
    /// @param snapLength bytes of a packet that are kept at most, as the header says; packets are
    ///            written as given
    public record Format(ByteOrder order, boolean nanos, LinkType linkType, int snapLength) {
        /// Nanoseconds, little-endian, 262,144 bytes.
        public static Format of(LinkType linkType) {
            return new Format(ByteOrder.LITTLE_ENDIAN, true, linkType, 1 << 18);
        }
    }

    /// Writes the file header to `out`, which remains the caller's to close.
    public PcapWriter(OutputStream out, Format format) throws IOException {
        this.out = new FieldWriter(out, format.order(), 1 << 16);
        this.nanos = format.nanos();
        this.out
                .u32(nanos ? PcapParser.NANOS : PcapParser.MICROS)
                .u16(PcapParser.VERSION)
                .u16(4);
        this.out.u32(0).u32(0).u32(format.snapLength()).u32(format.linkType().value());
    }

    /// Writes a packet.
    ///
    /// @param epochNanos since 1970-01-01 UTC; the format holds the years to 2106
    public void packet(long epochNanos, CapturedBytes frame) throws IOException {
        long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND);
        if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("pcap cannot hold the time " + epochNanos);
        }
        long fraction = Math.floorMod(epochNanos, NANOS_PER_SECOND);
        out.u32(seconds).u32(nanos ? fraction : fraction / 1000);
        out.u32(frame.bytes().byteSize()).u32(frame.originalLength());
        out.bytes(frame.bytes());
    }

    /// Writes a packet of another file with the lengths it has there.
    void copy(PacketRecord packet) throws IOException {
        long fraction = packet.nanosOfSecond();
        out.u32(packet.epochSeconds()).u32(nanos ? fraction : fraction / 1000);
        out.u32(packet.capturedLength()).u32(packet.declaredLength()).bytes(packet.bytes());
    }

    public void flush() throws IOException {
        out.flush();
    }

    /// Flushes; the stream remains the caller's.
    @Override
    public void close() throws IOException {
        out.flush();
    }
}
