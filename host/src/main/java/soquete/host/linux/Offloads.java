package soquete.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Turns off what the kernel leaves to a network card (include/uapi/linux/ethtool.h). A cable has no card:
/// with it, what is captured has checksums nobody computed and segments no wire could carry.
///
/// ```
/// struct ifreq { char name[16]; void *data; ... };     40 bytes
/// struct ethtool_value { u32 command; u32 data; };      8 bytes
/// ```
final class Offloads {

    /// include/uapi/linux/sockios.h
    static final int SIOCETHTOOL = 0x8946;

    static final int ETHTOOL_STXCSUM = 0x17;
    static final int ETHTOOL_STSO = 0x1F;
    static final int ETHTOOL_SGSO = 0x24;
    static final int ETHTOOL_SGRO = 0x2C;
    static final int IFREQ_BYTES = 40;
    static final int IFREQ_DATA = 16;

    private Offloads() {}

    /// For an interface of the calling thread's namespace.
    static void off(String interfaceName) throws IOException {
        int fd = SocketCalls.socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            MemorySegment value = arena.allocate(8, 4);
            request.setString(0, interfaceName);
            request.set(ADDRESS, IFREQ_DATA, value);
            for (int command : new int[] {ETHTOOL_SGRO, ETHTOOL_SGSO, ETHTOOL_STSO, ETHTOOL_STXCSUM}) {
                value.set(JAVA_INT, 0, command);
                value.set(JAVA_INT, 4, 0);
                FileCalls.ioctl("SIOCETHTOOL", fd, SIOCETHTOOL, request);
            }
        } finally {
            FileCalls.close(fd);
        }
    }
}
