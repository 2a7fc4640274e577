package soquete.agent;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketImpl;
import org.jspecify.annotations.Nullable;

/// What the JDK knows of a `java.net` socket and tells nobody: its descriptor and the addresses of its ends.
final class SocketInternals {

    // InetSocketAddress sun.nio.ch.Net.localAddress(FileDescriptor): getsockname(2)
    private static final MethodHandle LOCAL_ADDRESS;
    // boolean sun.nio.ch.Net.isIPv6Available()
    private static final boolean IPV6;
    private static final VarHandle DESCRIPTOR;
    private static final VarHandle ADDRESS;
    private static final VarHandle PORT;
    private static final MethodHandles.Lookup IN_CHANNELS;

    static {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            Class<?> net = Class.forName("sun.nio.ch.Net", true, null);
            IN_CHANNELS = MethodHandles.privateLookupIn(net, own);
            MethodHandles.Lookup inSocket = MethodHandles.privateLookupIn(SocketImpl.class, own);
            LOCAL_ADDRESS = IN_CHANNELS.findStatic(
                    net, "localAddress", MethodType.methodType(InetSocketAddress.class, FileDescriptor.class));
            IPV6 = (boolean) IN_CHANNELS
                    .findStatic(net, "isIPv6Available", MethodType.methodType(boolean.class))
                    .invokeExact();
            DESCRIPTOR = inSocket.findVarHandle(SocketImpl.class, "fd", FileDescriptor.class);
            ADDRESS = inSocket.findVarHandle(SocketImpl.class, "address", InetAddress.class);
            PORT = inSocket.findVarHandle(SocketImpl.class, "port", int.class);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private SocketInternals() {}

    /// The right to define a class in `sun.nio.ch`.
    static MethodHandles.Lookup inChannels() {
        return IN_CHANNELS;
    }

    /// The family of the sockets that the JDK makes when the program does not choose one.
    static String family() {
        return IPV6 ? "AF_INET6" : "AF_INET";
    }

    /// The address the socket is bound to; null when it is not bound, or closed.
    static @Nullable InetSocketAddress local(SocketImpl socket) {
        try {
            FileDescriptor descriptor = (FileDescriptor) DESCRIPTOR.get(socket);
            if (descriptor == null || !descriptor.valid()) {
                return null;
            }
            InetSocketAddress local = (InetSocketAddress) LOCAL_ADDRESS.invokeExact(descriptor);
            return local.getPort() == 0 ? null : local;
        } catch (Throwable e) {
            return null;
        }
    }

    /// The address the socket is connected to; null when it is not.
    static @Nullable InetSocketAddress peer(SocketImpl socket) {
        InetAddress address = (InetAddress) ADDRESS.get(socket);
        int port = (int) PORT.get(socket);
        return address == null || port == 0 ? null : new InetSocketAddress(address, port);
    }
}
