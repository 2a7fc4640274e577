package soquete.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Builds Ethernet frames, with right lengths and checksums, in one array and hands them to the file.
///
/// A frame is begun by [#begin], given its transport header and payload at the offset returned, and ended by one of the
/// methods named like protocols.
final class FrameOut {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP = 1;
    static final int ICMPV6 = 58;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final PcapOut out;
    private final byte[] frame = new byte[1 << 16];
    private int network;
    private int transport;
    private int protocol;
    private boolean v6;
    private int identification;

    FrameOut(PcapOut out) {
        this.out = out;
    }

    PcapOut file() {
        return out;
    }

    byte[] bytes() {
        return frame;
    }

    void u8(int at, int value) {
        frame[at] = (byte) value;
    }

    void u16(int at, int value) {
        SHORT.set(frame, at, (short) value);
    }

    void u32(int at, int value) {
        INT.set(frame, at, value);
    }

    /// Writes the headers below the transport's, and says where that one stands.
    int begin(Ends ends, boolean fromClient, int protocol) {
        this.protocol = protocol;
        v6 = ends.v6();
        int at = ethernet(ends, fromClient);
        network = at;
        int from = ends.host(fromClient);
        int to = ends.host(!fromClient);
        if (v6) {
            u32(at, 0x6000_0000);
            u8(at + 6, protocol);
            u8(at + 7, 64);
            address6(at + 8, from);
            address6(at + 24, to);
            transport = at + 40;
        } else {
            u16(at, 0x4500);
            u16(at + 4, identification++);
            u16(at + 6, 0x4000);
            u8(at + 8, 64);
            u8(at + 9, protocol);
            u16(at + 10, 0);
            u32(at + 12, 0x0A00_0000 | from);
            u32(at + 16, 0x0A00_0000 | to);
            transport = at + 20;
        }
        return transport;
    }

    private int ethernet(Ends ends, boolean fromClient) {
        u16(0, 0x0200);
        u32(2, ends.host(!fromClient));
        u16(6, 0x0200);
        u32(8, ends.host(fromClient));
        int at = 12;
        if (ends.vlan() != 0) {
            u16(at, 0x8100);
            u16(at + 2, ends.vlan());
            at += 4;
        }
        u16(at, v6 ? 0x86DD : 0x0800);
        return at + 2;
    }

    /// From the range for documents (RFC 3849).
    private void address6(int at, int host) {
        u32(at, 0x2001_0DB8);
        u32(at + 4, 0);
        u32(at + 8, 0);
        u32(at + 12, host);
    }

    void tcp(long epochNanos, int end) throws IOException {
        finish(epochNanos, end, transport + 16);
    }

    void udp(long epochNanos, int end) throws IOException {
        u16(transport + 4, end - transport);
        finish(epochNanos, end, transport + 6);
    }

    void icmp(long epochNanos, int end) throws IOException {
        finish(epochNanos, end, transport + 2);
    }

    private void finish(long epochNanos, int end, int checksumAt) throws IOException {
        int length = end - transport;
        if (v6) {
            u16(network + 4, length);
        } else {
            u16(network + 2, end - network);
            u16(network + 10, fold(sum(network, transport)));
        }
        u16(checksumAt, 0);
        long sum = sum(transport, end);
        if (protocol != ICMP) {
            sum += (v6 ? sum(network + 8, network + 40) : sum(network + 12, network + 20)) + protocol + length;
        }
        int folded = fold(sum);
        u16(checksumAt, folded == 0 && protocol == UDP ? 0xFFFF : folded);
        out.packet(epochNanos, frame, end);
    }

    /// The sum of RFC 1071 in words of 32 bits; a last odd byte is padded with 0.
    private long sum(int from, int to) {
        long sum = 0;
        int at = from;
        for (; at + 4 <= to; at += 4) {
            sum += (int) INT.get(frame, at) & 0xFFFF_FFFFL;
        }
        for (int shift = 24; at < to; at++, shift -= 8) {
            sum += (frame[at] & 0xFFL) << shift;
        }
        return sum;
    }

    private static int fold(long sum) {
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) ~sum & 0xFFFF;
    }
}
