package soquete.pcap;

import java.io.IOException;

/// A kind of pcap, by what stands behind the common part of a packet's header. Some kinds have the same
/// magic number; the first packets then tell, by Wireshark's rule: each kind is tried, and the one with
/// the fewest oddities is it.
///
/// ```
///  modified: interface 4 | protocol 2 | packet type 1 | padding 1
///  990915:   interface 4 | protocol 2 | packet type 1 | processors 2 | padding 3
///  Nokia:    unknown 4
/// ```
enum PcapVariant {
    STANDARD(0),
    /// Kuznetzov's patches of 1999-04-17 (standard magic) and 1999-10-29 (modified magic).
    MODIFIED_HEADER(8),
    /// His patch of 1999-09-15.
    SS990915(12),
    NOKIA(4);

    /// The magic number of two of Kuznetzov's patches.
    static final int MODIFIED = 0xA1B2CD34;

    /// Ixia's lcap from hardware and from software: four more bytes in the file header.
    static final int IXIA_NANOS = 0x1C0001AC;

    static final int IXIA_MICROS = 0x1C0001AB;

    private static final int TRIED = 3;
    private static final int LONGEST = 128 << 20;
    private static final int MOST_INTERFACES = 10_000;

    /// So much is looked at, at most.
    private static final int AHEAD = 4 << 20;

    private final int extra;

    PcapVariant(int extra) {
        this.extra = extra;
    }

    int headerBytes() {
        return PcapParser.PACKET_HEADER + extra;
    }

    /// The kind of the file whose packets begin at the source's position. A standard file that comes
    /// through a pipe is taken for what it says, so that its first packet need not wait for others.
    static PcapVariant guess(ByteSource source, Fields fields, int magic, int bound, int snapLength)
            throws IOException {
        boolean modified = magic == MODIFIED;
        if (!modified && source.waits()) {
            return STANDARD;
        }
        PcapVariant[] candidates = modified
                ? new PcapVariant[] {MODIFIED_HEADER, SS990915}
                : new PcapVariant[] {STANDARD, MODIFIED_HEADER, NOKIA};
        PcapVariant best = candidates[0];
        int fewest = Integer.MAX_VALUE;
        for (PcapVariant candidate : candidates) {
            int oddities = candidate.oddities(source, fields, bound, snapLength);
            if (oddities < fewest) {
                fewest = oddities;
                best = candidate;
            }
        }
        return best;
    }

    private int oddities(ByteSource source, Fields fields, int bound, int snapLength) throws IOException {
        int odd = 0;
        long ahead = 0;
        for (int i = 0; i < TRIED; i++) {
            long there = source.available(ahead + headerBytes());
            if (there < ahead + headerBytes()) {
                return there == ahead ? odd : odd + 1;
            }
            long at = source.position() + ahead;
            odd += oddities(source.bytes(), at, fields, bound, snapLength);
            long captured = fields.u32(source.bytes(), at + 8);
            if (captured > bound) {
                return odd;
            }
            ahead += headerBytes() + captured;
            if (ahead > AHEAD) {
                return odd;
            }
            if (source.available(ahead) < ahead) {
                return odd + 1;
            }
        }
        return odd;
    }

    private int oddities(byte[] bytes, long at, Fields fields, int bound, int snapLength) {
        long captured = fields.u32(bytes, at + 8);
        long original = fields.u32(bytes, at + 12);
        int odd = one(fields.u32(bytes, at + 4) >= 1_000_000)
                + one(captured > bound)
                + one(captured > snapLength)
                + one(original > LONGEST)
                + one(captured > original);
        if (this == NOKIA) {
            int unknown = fields.i32(bytes, at + 16);
            return odd + one(!nokia(unknown));
        }
        if (this != STANDARD) {
            odd += one(fields.u32(bytes, at + 16) > MOST_INTERFACES)
                    + one(!protocol(fields.u16(bytes, at + 20)))
                    + one(Fields.u8(bytes, at + 22) > 4);
        }
        return odd;
    }

    private static int one(boolean odd) {
        return odd ? 1 : 0;
    }

    /// An EtherType, or one of Linux's own numbers.
    private static boolean protocol(int value) {
        return value >= 0x600 || value == 0x60 || value == 0x200 || value == 0x400 || value <= 0x17;
    }

    /// The only values that were ever seen: 9 or b, fbf, b or d, 6 or 9, 0, 1 or 2.
    private static boolean nokia(int value) {
        int first = value >>> 28;
        int fifth = value >>> 12 & 0xF;
        int sixth = value >>> 8 & 0xF;
        int last = value & 0xF;
        return (value & 0x0FFF_00F0) == 0x0FBF_0000
                && (first == 9 || first == 0xB)
                && (fifth == 0xB || fifth == 0xD)
                && (sixth == 6 || sixth == 9)
                && (last == 1 || last == 2);
    }
}
