package soquete.pcap;

import java.util.List;
import soquete.wire.Octets;

/// One thing a capture file holds, in the file's order.
public sealed interface CaptureRecord
        permits PacketRecord,
                CaptureRecord.CustomBlock,
                CaptureRecord.Statistics,
                CaptureRecord.Names,
                CaptureRecord.Secrets,
                CaptureRecord.Event {

    /// Whether Wireshark counts it as a frame: it then has a number among the packets.
    boolean frame();

    /// What Wireshark shows as `frame.len`. For a frame that is no packet it shows neither interface nor
    /// encapsulation, and a time only for an [Event].
    default int frameLength() {
        return 0;
    }

    /// What Wireshark shows as `frame.cap_len`.
    default int frameCapturedLength() {
        return frameLength();
    }

    /// A pcapng block of someone's own.
    ///
    /// @param enterprise who defines it: an IANA private enterprise number
    /// @param copyable   whether a program that does not know it may copy it into a changed file
    /// @param data       all that follows the number, options and the zeros that pad the block included;
    ///                   what it holds must tell its own length
    record CustomBlock(long enterprise, boolean copyable, Octets data) implements CaptureRecord {
        @Override
        public boolean frame() {
            return true;
        }

        @Override
        public int frameLength() {
            return data.length();
        }
    }

    /// What names addresses had when the file was written (pcapng name resolution block).
    record Names(List<Name> names) implements CaptureRecord {
        public Names {
            names = List.copyOf(names);
        }

        @Override
        public boolean frame() {
            return false;
        }
    }

    /// An address and its names, the first the usual one.
    ///
    /// @param type    1 IPv4, 2 IPv6, 3 EUI-48, 4 EUI-64; other numbers survive
    /// @param address in network order; all that the record holds when the type is not known
    record Name(int type, Octets address, List<String> names) {
        public static final int IPV4 = 1;
        public static final int IPV6 = 2;

        public Name {
            names = List.copyOf(names);
        }

        /// Bytes of an address of that type; -1 when it is not known.
        static int addressBytes(int type) {
            return switch (type) {
                case IPV4 -> 4;
                case IPV6 -> 16;
                case 3 -> 6;
                case 4 -> 8;
                default -> -1;
            };
        }
    }

    /// Keys of encrypted conversations (pcapng decryption secrets block), kept to be copied.
    record Secrets(int type, Octets data) implements CaptureRecord {
        @Override
        public boolean frame() {
            return false;
        }
    }

    /// Something that happened in the system among the packets: an entry of the systemd journal, a system
    /// call as Sysdig writes it.
    ///
    /// @param blockType  of the pcapng block
    /// @param epochNanos [PacketRecord#NO_TIME] when it does not say
    /// @param data       the whole body of the block
    record Event(int blockType, long epochNanos, int frameLength, int frameCapturedLength, Octets data)
            implements CaptureRecord {
        @Override
        public boolean frame() {
            return true;
        }
    }

    /// What the capturing system counted on an interface (pcapng interface statistics block). A count
    /// not given is [#UNKNOWN].
    ///
    /// @param epochNanos when it counted
    /// @param received   packets the interface received
    /// @param dropped    packets the interface lost for lack of room
    /// @param osDropped  packets the operating system lost before the capturing program
    record Statistics(CaptureInterface captureInterface, long epochNanos, long received, long dropped, long osDropped)
            implements CaptureRecord {
        public static final long UNKNOWN = -1;

        @Override
        public boolean frame() {
            return false;
        }
    }
}
