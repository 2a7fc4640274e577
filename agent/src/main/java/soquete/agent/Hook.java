package soquete.agent;

/// A place in the JDK where a socket call of a program passes exactly once, whichever of the JDK's doors it came in by.
/// The list is that of JDK 25; a method that is not there is not watched.
enum Hook {
    STREAM_SOCKET("socket", Hook.NET_SOCKET, "create", "(Z)V"),
    STREAM_BIND("bind", Hook.NET_SOCKET, "bind", "(Ljava/net/InetAddress;I)V"),
    STREAM_LISTEN("listen", Hook.NET_SOCKET, "listen", "(I)V"),
    STREAM_ACCEPT("accept", Hook.NET_SOCKET, "accept", "(Ljava/net/SocketImpl;)V"),
    STREAM_CONNECT("connect", Hook.NET_SOCKET, "connect", "(Ljava/net/SocketAddress;I)V"),
    STREAM_READ("recv", Hook.NET_SOCKET, "read", "([BII)I"),
    STREAM_WRITE("send", Hook.NET_SOCKET, "write", "([BII)V"),
    STREAM_URGENT("send", Hook.NET_SOCKET, "sendUrgentData", "(I)V"),
    STREAM_SHUTDOWN_INPUT("shutdown", Hook.NET_SOCKET, "shutdownInput", "()V"),
    STREAM_SHUTDOWN_OUTPUT("shutdown", Hook.NET_SOCKET, "shutdownOutput", "()V"),
    STREAM_CLOSE("close", Hook.NET_SOCKET, "close", "()V"),
    STREAM_OPTION("setsockopt", Hook.NET_SOCKET, "setOption", "(Ljava/net/SocketOption;Ljava/lang/Object;)V"),
    STREAM_NUMBERED_OPTION("setsockopt", Hook.NET_SOCKET, "setOption", "(ILjava/lang/Object;)V"),

    OPEN_CHANNEL("socket", Hook.PROVIDER, "openSocketChannel", "()Ljava/nio/channels/SocketChannel;"),
    OPEN_CHANNEL_OF(
            "socket",
            Hook.PROVIDER,
            "openSocketChannel",
            "(Ljava/net/ProtocolFamily;)Ljava/nio/channels/SocketChannel;"),
    OPEN_SERVER("socket", Hook.PROVIDER, "openServerSocketChannel", "()Ljava/nio/channels/ServerSocketChannel;"),
    OPEN_SERVER_OF(
            "socket",
            Hook.PROVIDER,
            "openServerSocketChannel",
            "(Ljava/net/ProtocolFamily;)Ljava/nio/channels/ServerSocketChannel;"),
    OPEN_DATAGRAM("socket", Hook.PROVIDER, "openDatagramChannel", "()Ljava/nio/channels/DatagramChannel;"),
    OPEN_DATAGRAM_OF(
            "socket",
            Hook.PROVIDER,
            "openDatagramChannel",
            "(Ljava/net/ProtocolFamily;)Ljava/nio/channels/DatagramChannel;"),
    OPEN_DATAGRAM_SOCKET(
            "socket", Hook.PROVIDER, "openUninterruptibleDatagramChannel", "()Ljava/nio/channels/DatagramChannel;"),

    CHANNEL_BIND("bind", Hook.CHANNEL, "netBind", "(Ljava/net/SocketAddress;)Ljava/net/SocketAddress;"),
    CHANNEL_CONNECT("connect", Hook.CHANNEL, "connect", "(Ljava/net/SocketAddress;)Z"),
    CHANNEL_TIMED_CONNECT("connect", Hook.CHANNEL, "blockingConnect", "(Ljava/net/SocketAddress;J)V"),
    CHANNEL_FINISH_CONNECT("getsockopt", Hook.CHANNEL, "finishConnect", "()Z"),
    CHANNEL_READ("recv", Hook.CHANNEL, "read", "(Ljava/nio/ByteBuffer;)I"),
    CHANNEL_SCATTER("recv", Hook.CHANNEL, "read", "([Ljava/nio/ByteBuffer;II)J"),
    CHANNEL_TIMED_READ("recv", Hook.CHANNEL, "blockingRead", "([BIIJ)I"),
    CHANNEL_WRITE("send", Hook.CHANNEL, "write", "(Ljava/nio/ByteBuffer;)I"),
    CHANNEL_GATHER("send", Hook.CHANNEL, "write", "([Ljava/nio/ByteBuffer;II)J"),
    CHANNEL_WRITE_FULLY("send", Hook.CHANNEL, "blockingWriteFully", "([BII)V"),
    CHANNEL_SHUTDOWN_INPUT("shutdown", Hook.CHANNEL, "shutdownInput", "()Ljava/nio/channels/SocketChannel;"),
    CHANNEL_SHUTDOWN_OUTPUT("shutdown", Hook.CHANNEL, "shutdownOutput", "()Ljava/nio/channels/SocketChannel;"),
    CHANNEL_CLOSE("close", Hook.CHANNEL, "implCloseSelectableChannel", "()V"),
    CHANNEL_OPTION(
            "setsockopt",
            Hook.CHANNEL,
            "setOption",
            "(Ljava/net/SocketOption;Ljava/lang/Object;)Ljava/nio/channels/SocketChannel;"),

    SERVER_BIND(
            "bind",
            Hook.SERVER,
            "netBind",
            "(Ljava/net/SocketAddress;I)Ljava/net/SocketAddress;",
            "bind(Ljava/net/ProtocolFamily;Ljava/io/FileDescriptor;Ljava/net/InetAddress;I)V"),
    SERVER_LISTEN(
            "listen",
            Hook.SERVER,
            "netBind",
            "(Ljava/net/SocketAddress;I)Ljava/net/SocketAddress;",
            "listen(Ljava/io/FileDescriptor;I)V"),
    SERVER_ACCEPT("accept", Hook.SERVER, "accept", "()Ljava/nio/channels/SocketChannel;"),
    SERVER_TIMED_ACCEPT("accept", Hook.SERVER, "blockingAccept", "(J)Ljava/nio/channels/SocketChannel;"),
    SERVER_CLOSE("close", Hook.SERVER, "implCloseSelectableChannel", "()V"),
    SERVER_OPTION(
            "setsockopt",
            Hook.SERVER,
            "setOption",
            "(Ljava/net/SocketOption;Ljava/lang/Object;)Ljava/nio/channels/ServerSocketChannel;"),

    DATAGRAM_BIND("bind", Hook.DATAGRAM, "bind", "(Ljava/net/SocketAddress;)Ljava/nio/channels/DatagramChannel;"),
    DATAGRAM_CONNECT(
            "connect", Hook.DATAGRAM, "connect", "(Ljava/net/SocketAddress;Z)Ljava/nio/channels/DatagramChannel;"),
    DATAGRAM_DISCONNECT("connect", Hook.DATAGRAM, "disconnect", "()Ljava/nio/channels/DatagramChannel;"),
    DATAGRAM_SEND("sendto", Hook.DATAGRAM, "send", "(Ljava/nio/ByteBuffer;Ljava/net/SocketAddress;)I"),
    DATAGRAM_RECEIVE("recvfrom", Hook.DATAGRAM, "receive", "(Ljava/nio/ByteBuffer;)Ljava/net/SocketAddress;"),
    DATAGRAM_TIMED_RECEIVE("recvfrom", Hook.DATAGRAM, "blockingReceive", "(Ljava/net/DatagramPacket;J)V"),
    DATAGRAM_READ("recv", Hook.DATAGRAM, "read", "(Ljava/nio/ByteBuffer;)I"),
    DATAGRAM_SCATTER("recv", Hook.DATAGRAM, "read", "([Ljava/nio/ByteBuffer;II)J"),
    DATAGRAM_WRITE("send", Hook.DATAGRAM, "write", "(Ljava/nio/ByteBuffer;)I"),
    DATAGRAM_GATHER("send", Hook.DATAGRAM, "write", "([Ljava/nio/ByteBuffer;II)J"),
    DATAGRAM_CLOSE("close", Hook.DATAGRAM, "implCloseSelectableChannel", "()V"),
    DATAGRAM_OPTION(
            "setsockopt",
            Hook.DATAGRAM,
            "setOption",
            "(Ljava/net/SocketOption;Ljava/lang/Object;)Ljava/nio/channels/DatagramChannel;"),

    SELECT("poll", "sun/nio/ch/SelectorImpl", "lockAndDoSelect", "(Ljava/util/function/Consumer;J)I");

    private static final String NET_SOCKET = "sun/nio/ch/NioSocketImpl";
    /// Opens every channel.
    static final String PROVIDER = "sun/nio/ch/SelectorProviderImpl";
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String SERVER = "sun/nio/ch/ServerSocketChannelImpl";
    private static final String DATAGRAM = "sun/nio/ch/DatagramChannelImpl";

    /// The call in POSIX words.
    final String call;

    /// The class, as the JVM writes it.
    final String type;

    /// Name and descriptor of the method that is wrapped.
    final String method;

    /// Name and descriptor of the method of `sun.nio.ch.Net` whose call within `method` is wrapped in place of the
    /// whole; empty for the whole.
    final String callee;

    Hook(String call, String type, String method, String descriptor) {
        this(call, type, method, descriptor, "");
    }

    Hook(String call, String type, String method, String descriptor, String callee) {
        this.call = call;
        this.type = type;
        this.method = method + descriptor;
        this.callee = callee;
    }
}
