package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Tells in which network namespace the calling thread is, by the cookie the kernel gives each (SO_NETNS_COOKIE,
/// include/uapi/asm-generic/socket.h).
final class NamespaceGuard {

    private NamespaceGuard() {}

    static long cookieHere() throws NativeException {
        int fd = SocketCalls.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, Netlink.NETLINK_ROUTE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cookie = arena.allocate(JAVA_LONG);
            SocketCalls.getsockopt(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_NETNS_COOKIE, cookie);
            return cookie.get(JAVA_LONG, 0);
        } finally {
            FileCalls.close(fd);
        }
    }

    /// Nothing of a lab may run where its packets could leave the machine.
    static void requireHere(long cookie, String host) throws NativeException {
        long here = cookieHere();
        if (here != cookie) {
            throw new IllegalStateException("thread " + Thread.currentThread().getName() + " is in namespace " + here
                    + ", not on host " + host + " (" + cookie + ")");
        }
    }
}
