package soquete.pcap;

import java.nio.charset.StandardCharsets;
import soquete.pcap.CaptureRecord.Event;
import soquete.wire.Octets;

/// The pcapng blocks that Wireshark numbers among the packets though they are none: entries of the
/// systemd journal, and system calls that Sysdig wrote.
///
/// ```
///  journal: text in the journal's export format
///  Sysdig:  processor 2 | nanoseconds 8 | thread 8 | length 4 | type 2
///           | from version 2: parameters 4 | values
/// ```
final class EventBlocks {
    static final int JOURNAL = 9;
    static final int SYSDIG = 0x204;
    static final int SYSDIG_2 = 0x216;
    static final int SYSDIG_2_LARGE = 0x221;

    private static final int LEAST_JOURNAL = 23;
    private static final int SYSDIG_HEADER = 24;
    private static final String TIME = "__REALTIME_TIMESTAMP=";

    private EventBlocks() {}

    static boolean knows(int type) {
        return type == JOURNAL || type == SYSDIG || type == SYSDIG_2 || type == SYSDIG_2_LARGE;
    }

    /// The shortest body.
    static int least(int type) {
        return type == JOURNAL ? LEAST_JOURNAL : type == SYSDIG ? SYSDIG_HEADER : SYSDIG_HEADER + 4;
    }

    static Event read(int type, Fields fields, byte[] bytes, long offset, int length) {
        Octets data = Octets.of(bytes, offset, length);
        if (type != JOURNAL) {
            long time = fields.i64(bytes, offset + 2);
            int claimed = fields.i32(bytes, offset + 18);
            return new Event(type, time, claimed, length - least(type), data);
        }
        int size = length;
        while (size > 0 && data.at(size - 1) == 0) {
            size--;
        }
        return new Event(type, journalNanos(data, size), size, size, data);
    }

    /// The time of an entry: a line of its own, in microseconds.
    private static long journalNanos(Octets data, int size) {
        String text = new String(data.toArray(), 0, size, StandardCharsets.ISO_8859_1);
        int begin = text.startsWith(TIME) ? 0 : text.indexOf("\n" + TIME) + 1;
        if (begin == 0 && !text.startsWith(TIME)) {
            return PacketRecord.NO_TIME;
        }
        int end = text.indexOf('\n', begin);
        String digits = text.substring(begin + TIME.length(), end < 0 ? text.length() : end);
        boolean number =
                !digits.isEmpty() && digits.length() < 16 + 1 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? CaptureInterface.Clock.MICROS.epochNanos(Long.parseLong(digits)) : PacketRecord.NO_TIME;
    }
}
