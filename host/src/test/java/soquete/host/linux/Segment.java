package soquete.host.linux;

import java.nio.ByteBuffer;
import soquete.trace.CapturedPacket;

/// What a test wants of a TCP segment in IPv4 in an Ethernet frame.
record Segment(long timeNanos, int sourcePort, int destinationPort, String flags, int payloadBytes) {

    static boolean isTcp(CapturedPacket packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet.bytes());
        return bytes.limit() >= 54 && bytes.getShort(12) == 0x0800 && bytes.get(23) == 6;
    }

    static Segment of(CapturedPacket packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet.bytes());
        int tcp = 14 + (bytes.get(14) & 15) * 4;
        int flags = bytes.get(tcp + 13);
        String text = ((flags & 2) != 0 ? "S" : "")
                + ((flags & 1) != 0 ? "F" : "")
                + ((flags & 4) != 0 ? "R" : "")
                + ((flags & 8) != 0 ? "P" : "")
                + ((flags & 16) != 0 ? "." : "");
        int payload = bytes.getShort(16) - (tcp - 14) - (bytes.get(tcp + 12) >> 4 & 15) * 4;
        return new Segment(
                packet.timeNanos(), bytes.getShort(tcp) & 0xFFFF, bytes.getShort(tcp + 2) & 0xFFFF, text, payload);
    }
}
