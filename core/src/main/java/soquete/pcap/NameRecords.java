package soquete.pcap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureRecord.Name;
import soquete.pcap.CaptureRecord.Names;
import soquete.wire.Octets;

/// The records of a pcapng name resolution block.
///
/// ```
///  record: type 2 | length 2 | address | names, each ended by a zero byte | padding to 32 bits
///  type 0 ends the list
/// ```
final class NameRecords {
    static final int END = 0;
    private static final int HEADER = 4;

    private NameRecords() {}

    /// Null when a record is longer than its block or too short for its address.
    static @Nullable Names read(Fields fields, byte[] bytes, long offset, int length) {
        List<Name> names = new ArrayList<>();
        long at = offset;
        long end = offset + length;
        while (end - at >= HEADER) {
            int type = fields.u16(bytes, at);
            int size = fields.u16(bytes, at + 2);
            at += HEADER;
            if (type == END) {
                break;
            }
            int address = Name.addressBytes(type);
            if (size > end - at || size < address) {
                return null;
            }
            names.add(
                    address < 0
                            ? new Name(type, Octets.of(bytes, at, size), List.of())
                            : new Name(
                                    type, Octets.of(bytes, at, address), texts(bytes, at + address, size - address)));
            at = Math.min(end, at + (size + 3 & ~3));
        }
        return new Names(names);
    }

    private static List<String> texts(byte[] bytes, long offset, int length) {
        List<String> texts = new ArrayList<>(1);
        int end = (int) offset + length;
        int begin = (int) offset;
        for (int i = begin; i <= end; i++) {
            if (i == end || bytes[i] == 0) {
                if (i > begin) {
                    texts.add(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
                }
                begin = i + 1;
            }
        }
        return texts;
    }
}
