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

    /// Describes an interface as another file did, but for its number. Packets are copied to it by
    /// [#copy(CaptureInterface, PacketRecord)].
    CaptureInterface addLike(CaptureInterface like) throws IOException {
        CaptureInterface.About about = like.about();
        OptionList list = new OptionList();
        for (String comment : about.comments()) {
            list.text(Options.COMMENT, comment);
        }
        list.said(2, like.name()).said(3, about.description());
        list.bytes(9, new byte[] {(byte) like.clock().resolution()});
        if (!about.filter().isEmpty()) {
            list.text(11, "\0" + about.filter());
        }
        if (about.fcsBytes() >= 0) {
            list.bytes(13, new byte[] {(byte) about.fcsBytes()});
        }
        if (like.clock().offsetSeconds() != 0) {
            list.count(14, like.clock().offsetSeconds());
        }
        byte[] options = list.end();
        int length = 20 + options.length;
        out.u32(PcapngParser.INTERFACE_DESCRIPTION).u32(length);
        out.u16(like.linkType().value()).u16(0).u32(like.snapLength());
        out.padded(options).u32(length);
        CaptureInterface added = new CaptureInterface(
                0, interfaces.size(), like.name(), like.linkType(), like.snapLength(), like.clock(), about);
        interfaces.add(added);
        return added;
    }

    /// Writes a packet of another file with its time, lengths, flags, count of drops and comments. A
    /// time that file did not give becomes 0.
    void copy(CaptureInterface on, PacketRecord packet) throws IOException {
        int interfaceId = described(on);
        byte[] options = options(packet);
        int captured = packet.capturedLength();
        int length = 32 + (captured + 3 & ~3) + options.length;
        long ticks = packet.tickCount();
        out.u32(PcapngParser.ENHANCED_PACKET).u32(length).u32(interfaceId);
        out.u32(ticks >>> 32).u32(ticks).u32(captured).u32(packet.declaredLength());
        out.padded(packet.bytes()).padded(options).u32(length);
    }

    private byte[] options(PacketRecord packet) throws IOException {
        if (!packet.hasOptions()) {
            return new byte[0];
        }
        OptionList options = new OptionList();
        for (String comment : packet.comments()) {
            options.text(Options.COMMENT, comment);
        }
        if (packet.flags() != 0) {
            options.number(2, packet.flags());
        }
        return options.count(4, packet.dropCount()).end();
    }

    public void names(CaptureRecord.Names names) throws IOException {
        OptionList records = new OptionList();
        for (CaptureRecord.Name name : names.names()) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            record.write(name.address().toArray());
            for (String text : name.names()) {
                record.write(text.getBytes(StandardCharsets.UTF_8));
                record.write(0);
            }
            records.bytes(name.type(), cut(record.toByteArray()));
        }
        block(PcapngParser.NAME_RESOLUTION, records.end());
    }

    public void secrets(CaptureRecord.Secrets secrets) throws IOException {
        byte[] data = secrets.data().toArray();
        int length = 20 + (data.length + 3 & ~3);
        out.u32(PcapngParser.DECRYPTION_SECRETS).u32(length);
        out.u32(secrets.type()).u32(data.length).padded(data).u32(length);
    }

    /// Writes the body as it is; that of a system call is in the byte order of the file it comes from.
    void event(CaptureRecord.Event event) throws IOException {
        block(event.blockType(), event.data().toArray());
    }

    private void block(int type, byte[] body) throws IOException {
        int length = 12 + (body.length + 3 & ~3);
        out.u32(type).u32(length).padded(body).u32(length);
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
        long ticks = counted.captureInterface().clock().ticks(counted.epochNanos());
        out.u32(PcapngParser.INTERFACE_STATISTICS).u32(length).u32(interfaceId);
        out.u32(ticks >>> 32).u32(ticks);
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

        OptionList number(int code, int number) throws IOException {
            list.u16(code).u16(4).u32(number);
            return this;
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
    }
}
