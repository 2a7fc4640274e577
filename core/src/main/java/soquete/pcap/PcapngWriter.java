package soquete.pcap;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.wire.LinkType;

/// Writes one section of pcapng: interfaces, packets with comments, custom blocks, counts. Times are in
/// nanoseconds.
public final class PcapngWriter implements Closeable {
    private static final int MAX_OPTION = 0xFFFF;
    private static final int NANOSECONDS = 9;

    private final FieldWriter out;
    private final ByteOrder order;
    private final List<CaptureInterface> interfaces = new ArrayList<>();

    /// Writes the section header to `out`, which remains the caller's to close.
    public PcapngWriter(OutputStream out, SectionInfo section) throws IOException {
        this(out, section, ByteOrder.LITTLE_ENDIAN);
    }

    public PcapngWriter(OutputStream out, SectionInfo section, ByteOrder order) throws IOException {
        this.out = new FieldWriter(out, order, 1 << 16);
        this.order = order;
        OptionList options = new OptionList();
        for (String comment : section.comments()) {
            options.text(Options.COMMENT, comment);
        }
        options.said(2, section.hardware()).said(3, section.system()).said(4, section.application());
        byte[] end = options.end();
        int length = 28 + end.length;
        this.out.u32(PcapngParser.SECTION_HEADER).u32(length);
        this.out.u32(PcapngParser.BYTE_ORDER_MAGIC).u16(PcapngParser.VERSION).u16(0);
        this.out.i64(-1).padded(end).u32(length);
    }

    /// Describes an interface, which packets and counts are then written for.
    ///
    /// @param name       `eth0`; empty to say none
    /// @param snapLength bytes of a packet that are kept at most; 0 means no limit
    public CaptureInterface addInterface(String name, LinkType linkType, int snapLength) throws IOException {
        byte[] options = new OptionList()
                .said(2, name)
                .bytes(9, new byte[] {NANOSECONDS})
                .end();
        int length = 20 + options.length;
        out.u32(PcapngParser.INTERFACE_DESCRIPTION).u32(length);
        out.u16(linkType.value()).u16(0).u32(snapLength).padded(options).u32(length);
        CaptureInterface added =
                new CaptureInterface(0, interfaces.size(), name, linkType, snapLength, CaptureInterface.Clock.NANOS);
        interfaces.add(added);
        return added;
    }

    /// Writes a packet.
    ///
    /// @param comments in order; the part of one beyond 65,535 bytes is left out
    public void packet(CaptureInterface on, long epochNanos, CapturedBytes frame, List<String> comments)
            throws IOException {
        int interfaceId = described(on);
        byte[] options = comments.isEmpty() ? new byte[0] : comments(comments);
        int captured = (int) frame.bytes().byteSize();
        int length = 32 + (captured + 3 & ~3) + options.length;
        out.u32(PcapngParser.ENHANCED_PACKET).u32(length).u32(interfaceId);
        out.u32(epochNanos >>> 32).u32(epochNanos).u32(captured).u32(frame.originalLength());
        out.padded(frame.bytes()).padded(options).u32(length);
    }

    public void packet(CaptureInterface on, long epochNanos, CapturedBytes frame) throws IOException {
        packet(on, epochNanos, frame, List.of());
    }

    public void custom(CustomBlock block) throws IOException {
        byte[] data = block.data().toArray();
        int length = 16 + (data.length + 3 & ~3);
        out.u32(block.copyable() ? PcapngParser.CUSTOM : PcapngParser.CUSTOM_NOT_COPIED);
        out.u32(length).u32(block.enterprise()).padded(data).u32(length);
    }

    /// What was counted on an interface; a count that is [Statistics#UNKNOWN] is not written.
    public void statistics(Statistics counted) throws IOException {
        int interfaceId = described(counted.captureInterface());
        byte[] options = new OptionList()
                .count(4, counted.received())
                .count(5, counted.dropped())
                .count(7, counted.osDropped())
                .end();
        int length = 24 + options.length;
        out.u32(PcapngParser.INTERFACE_STATISTICS).u32(length).u32(interfaceId);
        out.u32(counted.epochNanos() >>> 32).u32(counted.epochNanos());
        out.padded(options).u32(length);
    }

    public void flush() throws IOException {
        out.flush();
    }

    /// Flushes; the stream remains the caller's.
    @Override
    public void close() throws IOException {
        out.flush();
    }

    private int described(CaptureInterface on) {
        int index = on.index();
        if (index >= interfaces.size() || !interfaces.get(index).equals(on)) {
            throw new IllegalArgumentException("an interface of another file: " + on);
        }
        return index;
    }

    private byte[] comments(List<String> comments) throws IOException {
        OptionList options = new OptionList();
        for (String comment : comments) {
            options.text(Options.COMMENT, comment);
        }
        return options.end();
    }

    /// Options of one block, in the writer's byte order.
    private final class OptionList {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final FieldWriter list = new FieldWriter(bytes, order, 256);

        OptionList bytes(int code, byte[] value) throws IOException {
            list.u16(code).u16(value.length).padded(value);
            return this;
        }

        OptionList text(int code, String text) throws IOException {
            return bytes(code, cut(text.getBytes(StandardCharsets.UTF_8)));
        }

        /// A text, unless it is empty.
        OptionList said(int code, String text) throws IOException {
            return text.isEmpty() ? this : text(code, text);
        }

        /// A count, unless it is not known.
        OptionList count(int code, long count) throws IOException {
            if (count != Statistics.UNKNOWN) {
                list.u16(code).u16(8).i64(count);
            }
            return this;
        }

        byte[] end() throws IOException {
            list.u16(Options.END).u16(0).flush();
            return bytes.toByteArray();
        }

        /// At most what an option holds, ending between characters.
        private static byte[] cut(byte[] text) {
            int size = text.length;
            if (size > MAX_OPTION) {
                size = MAX_OPTION;
                while ((text[size] & 0xC0) == 0x80) {
                    size--;
                }
            }
            return size == text.length ? text : Arrays.copyOf(text, size);
        }
    }
}
