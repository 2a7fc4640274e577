package soquete.pcap;

import soquete.wire.Octets;

/// One thing a capture file holds, in the file's order.
public sealed interface CaptureRecord permits PacketRecord, CaptureRecord.CustomBlock, CaptureRecord.Statistics {

    /// A pcapng block of someone's own.
    ///
    /// @param enterprise who defines it: an IANA private enterprise number
    /// @param copyable   whether a program that does not know it may copy it into a changed file
    /// @param data       all that follows the number, options and the zeros that pad the block included;
    ///                   what it holds must tell its own length
    record CustomBlock(long enterprise, boolean copyable, Octets data) implements CaptureRecord {}

    /// What the capturing system counted on an interface (pcapng interface statistics block). A count not given is
    /// [#UNKNOWN].
    ///
    /// @param epochNanos when it counted
    /// @param received   packets the interface received
    /// @param dropped    packets the interface lost for lack of room
    /// @param osDropped  packets the operating system lost before the capturing program
    record Statistics(CaptureInterface captureInterface, long epochNanos, long received, long dropped, long osDropped)
            implements CaptureRecord {
        public static final long UNKNOWN = -1;
    }
}
