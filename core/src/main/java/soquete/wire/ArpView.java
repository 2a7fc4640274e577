package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// An address resolution packet, RFC 826.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Hardware type         |         Protocol type         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  HW length n  | Proto length m|           Operation           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Sender hardware (n), sender protocol (m), target hardware (n),|
/// | target protocol (m) addresses                                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class ArpView {
    /// Without the addresses.
    public static final int MIN_LENGTH = 8;

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    private final MemorySegment segment;
    private final long offset;
    private final int available;

    private ArpView(MemorySegment segment, long offset, int available) {
        this.segment = segment;
        this.offset = offset;
        this.available = available;
    }

    public static ArpView of(MemorySegment segment, long offset, int available) {
        Bytes.check("ARP", MIN_LENGTH, available);
        return new ArpView(segment, offset, available);
    }

    public int hardwareType() {
        return Bytes.u16(segment, offset);
    }

    /// An [EtherType] number.
    public int protocolType() {
        return Bytes.u16(segment, offset + 2);
    }

    public int hardwareLength() {
        return Bytes.u8(segment, offset + 4);
    }

    public int protocolLength() {
        return Bytes.u8(segment, offset + 5);
    }

    public int operation() {
        return Bytes.u16(segment, offset + 6);
    }

    /// The whole packet's length, as its two address lengths give it.
    public int length() {
        return MIN_LENGTH + 2 * (hardwareLength() + protocolLength());
    }

    /// Null when hardware addresses are not 48 bits long, or it is not there.
    public @Nullable MacAddress senderHardware() {
        return hardware(MIN_LENGTH);
    }

    /// Null when protocol addresses are not IPv4 addresses, or it is not there.
    public @Nullable InetAddress senderProtocol() {
        return protocol(MIN_LENGTH + hardwareLength());
    }

    /// Null when hardware addresses are not 48 bits long, or it is not there.
    public @Nullable MacAddress targetHardware() {
        return hardware(MIN_LENGTH + hardwareLength() + protocolLength());
    }

    /// Null when protocol addresses are not IPv4 addresses, or it is not there.
    public @Nullable InetAddress targetProtocol() {
        return protocol(MIN_LENGTH + 2 * hardwareLength() + protocolLength());
    }

    private @Nullable MacAddress hardware(int at) {
        return hardwareLength() == 6 && at + 6 <= available ? new MacAddress(Bytes.u48(segment, offset + at)) : null;
    }

    private @Nullable InetAddress protocol(int at) {
        boolean ipv4 = protocolType() == EtherType.IPV4.value() && protocolLength() == 4;
        return ipv4 && at + 4 <= available ? Bytes.address(segment, offset + at, 4) : null;
    }
}
