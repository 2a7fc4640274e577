package soquete.host.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A netlink request being written (include/uapi/linux/netlink.h).
///
/// ```
///  0                   4         6         8                  12                 16
/// +-------------------+---------+---------+------------------+------------------+
/// | length            | type    | flags   | sequence         | port             |
/// +-------------------+---------+---------+------------------+------------------+
/// ```
///
/// then the family's own header, then attributes: u16 length, u16 type, value, padded to 4 bytes.
final class NetlinkMessage {

    static final int HEADER_BYTES = 16;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;

    private final ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
    private final String what;

    /// @param what the request in words, for its error: `RTM_NEWLINK veth`
    NetlinkMessage(String what, int type, int flags) {
        this.what = what;
        int whole = flags | NLM_F_REQUEST | ((flags & NLM_F_DUMP) == NLM_F_DUMP ? 0 : NLM_F_ACK);
        bytes.putInt(0).putShort((short) type).putShort((short) whole).putInt(0).putInt(0);
    }

    String what() {
        return what;
    }

    NetlinkMessage u8(int... values) {
        for (int value : values) {
            bytes.put((byte) value);
        }
        return this;
    }

    NetlinkMessage u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    NetlinkMessage u32(int... values) {
        for (int value : values) {
            bytes.putInt(value);
        }
        return this;
    }

    NetlinkMessage raw(byte[] value) {
        bytes.put(value);
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        bytes.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        return pad();
    }

    NetlinkMessage attribute(int type, int value) {
        bytes.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /// Begins an attribute that holds others; gives what [#end(int)] wants.
    int begin(int type) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) type);
        return start;
    }

    void end(int start) {
        bytes.putShort(start, (short) (bytes.position() - start));
    }

    private NetlinkMessage pad() {
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /// Writes the whole message to the beginning of `to`; gives its length.
    int writeTo(MemorySegment to, int sequence) {
        int length = bytes.position();
        bytes.putInt(0, length).putInt(8, sequence);
        MemorySegment.copy(MemorySegment.ofArray(bytes.array()), 0, to, 0, length);
        return length;
    }
}
