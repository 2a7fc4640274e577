package soquete.flow;

/// The oldest segment of one direction that was never acknowledged, and its repetitions. Packets are
/// numbers from 1, times nanoseconds since 1970-01-01 UTC.
///
/// @param relativeStart its first number, the SYN being 0
/// @param length        numbers it takes: bytes of text, and one for a SYN or FIN
/// @param times         how often it was sent
public record Outstanding(
        int relativeStart, int length, int times, long firstPacket, long firstTime, long lastPacket, long lastTime) {}
