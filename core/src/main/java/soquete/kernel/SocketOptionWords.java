package soquete.kernel;

import java.util.HashMap;
import java.util.Map;

/// Levels and options of setsockopt and getsockopt by name, with the numbers of Linux on x86-64 and arm64
/// (include/uapi/asm-generic/socket.h, linux/in.h, linux/in6.h, linux/tcp.h, linux/udp.h).
final class SocketOptionWords {

    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;

    private static final Map<Integer, String> LEVELS = Map.of(
            0,
            "IPPROTO_IP",
            SOL_SOCKET,
            "SOL_SOCKET",
            SOL_TCP,
            "IPPROTO_TCP",
            17,
            "IPPROTO_UDP",
            41,
            "IPPROTO_IPV6",
            263,
            "SOL_PACKET",
            270,
            "SOL_NETLINK",
            282,
            "SOL_TLS");

    private static final Map<Integer, Map<Integer, String>> OPTIONS = new HashMap<>();

    static {
        options(
                SOL_SOCKET,
                "1 SO_DEBUG 2 SO_REUSEADDR 3 SO_TYPE 4 SO_ERROR 5 SO_DONTROUTE 6 SO_BROADCAST 7 SO_SNDBUF"
                        + " 8 SO_RCVBUF 9 SO_KEEPALIVE 10 SO_OOBINLINE 11 SO_NO_CHECK 12 SO_PRIORITY 13 SO_LINGER"
                        + " 15 SO_REUSEPORT 16 SO_PASSCRED 17 SO_PEERCRED 18 SO_RCVLOWAT 19 SO_SNDLOWAT"
                        + " 20 SO_RCVTIMEO 21 SO_SNDTIMEO 25 SO_BINDTODEVICE 26 SO_ATTACH_FILTER"
                        + " 27 SO_DETACH_FILTER 28 SO_PEERNAME 29 SO_TIMESTAMP 30 SO_ACCEPTCONN 31 SO_PEERSEC"
                        + " 32 SO_SNDBUFFORCE 33 SO_RCVBUFFORCE 34 SO_PASSSEC 35 SO_TIMESTAMPNS 36 SO_MARK"
                        + " 37 SO_TIMESTAMPING 38 SO_PROTOCOL 39 SO_DOMAIN 40 SO_RXQ_OVFL 42 SO_PEEK_OFF"
                        + " 44 SO_LOCK_FILTER 46 SO_BUSY_POLL 47 SO_MAX_PACING_RATE 49 SO_INCOMING_CPU"
                        + " 50 SO_ATTACH_BPF 51 SO_ATTACH_REUSEPORT_CBPF 52 SO_ATTACH_REUSEPORT_EBPF 55 SO_MEMINFO"
                        + " 56 SO_INCOMING_NAPI_ID 57 SO_COOKIE 59 SO_PEERGROUPS 60 SO_ZEROCOPY 61 SO_TXTIME"
                        + " 62 SO_BINDTOIFINDEX 66 SO_RCVTIMEO_NEW 67 SO_SNDTIMEO_NEW 69 SO_PREFER_BUSY_POLL"
                        + " 71 SO_NETNS_COOKIE 72 SO_BUF_LOCK 73 SO_RESERVE_MEM 74 SO_TXREHASH 75 SO_RCVMARK");
        options(
                SOL_TCP,
                "1 TCP_NODELAY 2 TCP_MAXSEG 3 TCP_CORK 4 TCP_KEEPIDLE 5 TCP_KEEPINTVL 6 TCP_KEEPCNT 7 TCP_SYNCNT"
                        + " 8 TCP_LINGER2 9 TCP_DEFER_ACCEPT 10 TCP_WINDOW_CLAMP 11 TCP_INFO 12 TCP_QUICKACK"
                        + " 13 TCP_CONGESTION 14 TCP_MD5SIG 16 TCP_THIN_LINEAR_TIMEOUTS 18 TCP_USER_TIMEOUT"
                        + " 19 TCP_REPAIR 23 TCP_FASTOPEN 24 TCP_TIMESTAMP 25 TCP_NOTSENT_LOWAT 26 TCP_CC_INFO"
                        + " 27 TCP_SAVE_SYN 28 TCP_SAVED_SYN 30 TCP_FASTOPEN_CONNECT 31 TCP_ULP 33 TCP_FASTOPEN_KEY"
                        + " 34 TCP_FASTOPEN_NO_COOKIE 35 TCP_ZEROCOPY_RECEIVE 36 TCP_INQ 37 TCP_TX_DELAY");
        options(
                0,
                "1 IP_TOS 2 IP_TTL 3 IP_HDRINCL 4 IP_OPTIONS 6 IP_RECVOPTS 7 IP_RETOPTS 8 IP_PKTINFO"
                        + " 10 IP_MTU_DISCOVER 11 IP_RECVERR 12 IP_RECVTTL 13 IP_RECVTOS 14 IP_MTU 15 IP_FREEBIND"
                        + " 19 IP_TRANSPARENT 20 IP_RECVORIGDSTADDR 21 IP_MINTTL 24 IP_BIND_ADDRESS_NO_PORT"
                        + " 32 IP_MULTICAST_IF 33 IP_MULTICAST_TTL 34 IP_MULTICAST_LOOP 35 IP_ADD_MEMBERSHIP"
                        + " 36 IP_DROP_MEMBERSHIP 39 IP_ADD_SOURCE_MEMBERSHIP 40 IP_DROP_SOURCE_MEMBERSHIP"
                        + " 49 IP_MULTICAST_ALL 50 IP_UNICAST_IF 51 IP_LOCAL_PORT_RANGE");
        options(
                41,
                "16 IPV6_UNICAST_HOPS 17 IPV6_MULTICAST_IF 18 IPV6_MULTICAST_HOPS 19 IPV6_MULTICAST_LOOP"
                        + " 20 IPV6_JOIN_GROUP 21 IPV6_LEAVE_GROUP 23 IPV6_MTU_DISCOVER 24 IPV6_MTU 25 IPV6_RECVERR"
                        + " 26 IPV6_V6ONLY 29 IPV6_MULTICAST_ALL 33 IPV6_FLOWINFO_SEND 36 IPV6_HDRINCL"
                        + " 49 IPV6_RECVPKTINFO 51 IPV6_RECVHOPLIMIT 62 IPV6_DONTFRAG 66 IPV6_RECVTCLASS"
                        + " 67 IPV6_TCLASS 70 IPV6_AUTOFLOWLABEL 72 IPV6_ADDR_PREFERENCES 78 IPV6_FREEBIND");
        options(17, "1 UDP_CORK 100 UDP_ENCAP 103 UDP_SEGMENT 104 UDP_GRO");
    }

    private SocketOptionWords() {}

    private static void options(int level, String numbersAndNames) {
        Map<Integer, String> names = new HashMap<>();
        String[] words = numbersAndNames.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            names.put(Integer.valueOf(words[i]), words[i + 1]);
        }
        OPTIONS.put(level, names);
    }

    /// `IPPROTO_TCP, TCP_NODELAY`; numbers where there is no name.
    static String of(int level, int option) {
        String name = OPTIONS.getOrDefault(level, Map.of()).getOrDefault(option, "option " + option);
        return LEVELS.getOrDefault(level, "level " + level) + ", " + name;
    }
}
