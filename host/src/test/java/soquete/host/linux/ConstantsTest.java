package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The numbers written down here against those of this system's headers, by a C program compiled on the spot.
final class ConstantsTest {

    private static final String HEADERS = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <linux/ethtool.h>
            #include <linux/filter.h>
            #include <linux/if_addr.h>
            #include <linux/if_arp.h>
            #include <linux/if_ether.h>
            #include <linux/if_link.h>
            #include <linux/if_packet.h>
            #include <linux/inet_diag.h>
            #include <linux/netlink.h>
            #include <linux/rtnetlink.h>
            #include <linux/sock_diag.h>
            #include <linux/sockios.h>
            #include <linux/tcp.h>
            #include <linux/veth.h>
            #include <linux/if.h>
            #include <poll.h>
            #include <sched.h>
            #include <signal.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <sys/eventfd.h>
            #include <sys/mman.h>
            #include <sys/socket.h>
            #ifndef SO_NETNS_COOKIE
            #define SO_NETNS_COOKIE 71
            #endif
            """;

    private static final Map<String, Integer> EXPECTED = expected();

    private static Map<String, Integer> expected() {
        Map<String, Integer> e = new LinkedHashMap<>();
        sockets(e);
        netlink(e);
        e.put("EPERM", Errno.EPERM);
        e.put("EINTR", Errno.EINTR);
        e.put("EAGAIN", Errno.EAGAIN);
        e.put("EACCES", Errno.EACCES);
        e.put("EBUSY", Errno.EBUSY);
        e.put("O_NONBLOCK", FileCalls.O_NONBLOCK);
        e.put("O_CLOEXEC", FileCalls.O_CLOEXEC);
        e.put("EFD_CLOEXEC", FileCalls.EFD_CLOEXEC);
        e.put("EFD_NONBLOCK", FileCalls.O_NONBLOCK);
        e.put("PROT_READ | PROT_WRITE", FileCalls.PROT_READ_WRITE);
        e.put("MAP_SHARED", FileCalls.MAP_SHARED);
        e.put("CLONE_NEWNET", FileCalls.CLONE_NEWNET);
        e.put("SIGCONT", ProcessCalls.SIGCONT);
        e.put("sizeof(struct pollfd)", Readiness.POLLFD_BYTES);
        e.put("offsetof(struct pollfd, events)", 4);
        e.put("offsetof(struct pollfd, revents)", 6);
        e.put("SIOCETHTOOL", Offloads.SIOCETHTOOL);
        e.put("ETHTOOL_STXCSUM", Offloads.ETHTOOL_STXCSUM);
        e.put("ETHTOOL_STSO", Offloads.ETHTOOL_STSO);
        e.put("ETHTOOL_SGSO", Offloads.ETHTOOL_SGSO);
        e.put("ETHTOOL_SGRO", Offloads.ETHTOOL_SGRO);
        e.put("sizeof(struct ifreq)", Offloads.IFREQ_BYTES);
        e.put("offsetof(struct ifreq, ifr_data)", Offloads.IFREQ_DATA);
        e.put("sizeof(struct ethtool_value)", 8);
        return e;
    }

    private static void sockets(Map<String, Integer> e) {
        e.put("AF_INET", SocketCalls.AF_INET);
        e.put("AF_INET6", SocketCalls.AF_INET6);
        e.put("AF_NETLINK", SocketCalls.AF_NETLINK);
        e.put("AF_PACKET", SocketCalls.AF_PACKET);
        e.put("SOCK_DGRAM", SocketCalls.SOCK_DGRAM);
        e.put("SOCK_RAW", SocketCalls.SOCK_RAW);
        e.put("SOCK_CLOEXEC", SocketCalls.SOCK_CLOEXEC);
        e.put("SOL_SOCKET", SocketCalls.SOL_SOCKET);
        e.put("SO_ERROR", SocketCalls.SO_ERROR);
        e.put("SO_ATTACH_FILTER", SocketCalls.SO_ATTACH_FILTER);
        e.put("SO_NETNS_COOKIE", SocketCalls.SO_NETNS_COOKIE);
        e.put("POLLIN", (int) SocketCalls.POLLIN);
        e.put("POLLERR", (int) SocketCalls.POLLERR);
        e.put("SOL_PACKET", PacketRing.SOL_PACKET);
        e.put("PACKET_RX_RING", PacketRing.PACKET_RX_RING);
        e.put("PACKET_STATISTICS", PacketRing.PACKET_STATISTICS);
        e.put("PACKET_VERSION", PacketRing.PACKET_VERSION);
        e.put("PACKET_OUTGOING", PacketRing.PACKET_OUTGOING);
        e.put("PACKET_IGNORE_OUTGOING", PacketRing.PACKET_IGNORE_OUTGOING);
        e.put("TPACKET_V3", PacketRing.TPACKET_V3);
        e.put("TP_STATUS_KERNEL", PacketRing.TP_STATUS_KERNEL);
        e.put("TP_STATUS_USER", PacketRing.TP_STATUS_USER);
        e.put("TP_STATUS_VLAN_VALID", PacketRing.TP_STATUS_VLAN_VALID);
        e.put("TP_STATUS_VLAN_TPID_VALID", PacketRing.TP_STATUS_VLAN_TPID_VALID);
        e.put("ETH_P_ALL", PacketRing.ETH_P_ALL);
        e.put("ARPHRD_ETHER", PacketRing.ARPHRD_ETHER);
        e.put("ARPHRD_LOOPBACK", PacketRing.ARPHRD_LOOPBACK);
        e.put("BPF_RET | BPF_K", 6);
        e.put("sizeof(struct tpacket_req3)", PacketRing.REQUEST_BYTES);
        e.put("sizeof(struct tpacket_stats_v3)", PacketRing.STATISTICS_BYTES);
        e.put("sizeof(struct sockaddr_ll)", PacketRing.SOCKADDR_LL_BYTES);
        e.put("sizeof(struct sock_fprog)", PacketRing.SOCK_FPROG_BYTES);
        e.put("offsetof(struct sock_fprog, filter)", 8);
        e.put("sizeof(struct sock_filter)", 8);
        e.put("offsetof(struct tpacket_block_desc, hdr.bh1.block_status)", 8);
        e.put("offsetof(struct tpacket_block_desc, hdr.bh1.num_pkts)", 12);
        e.put("offsetof(struct tpacket_block_desc, hdr.bh1.offset_to_first_pkt)", 16);
        e.put("offsetof(struct tpacket3_hdr, tp_sec)", 4);
        e.put("offsetof(struct tpacket3_hdr, tp_nsec)", 8);
        e.put("offsetof(struct tpacket3_hdr, tp_snaplen)", 12);
        e.put("offsetof(struct tpacket3_hdr, tp_len)", 16);
        e.put("offsetof(struct tpacket3_hdr, tp_status)", 20);
        e.put("offsetof(struct tpacket3_hdr, tp_mac)", 24);
        e.put("offsetof(struct tpacket3_hdr, hv1.tp_vlan_tci)", 32);
        e.put("offsetof(struct tpacket3_hdr, hv1.tp_vlan_tpid)", 36);
    }

    private static void netlink(Map<String, Integer> e) {
        e.put("NETLINK_ROUTE", Netlink.NETLINK_ROUTE);
        e.put("NETLINK_SOCK_DIAG", Netlink.NETLINK_SOCK_DIAG);
        e.put("NLMSG_ERROR", Netlink.NLMSG_ERROR);
        e.put("NLMSG_DONE", Netlink.NLMSG_DONE);
        e.put("NLMSG_HDRLEN", NetlinkMessage.HEADER_BYTES);
        e.put("NLM_F_REQUEST", NetlinkMessage.NLM_F_REQUEST);
        e.put("NLM_F_ACK", NetlinkMessage.NLM_F_ACK);
        e.put("NLM_F_DUMP", NetlinkMessage.NLM_F_DUMP);
        e.put("NLM_F_EXCL", NetlinkMessage.NLM_F_EXCL);
        e.put("NLM_F_CREATE", NetlinkMessage.NLM_F_CREATE);
        e.put("NLA_TYPE_MASK & 0xFFFF", 0x3FFF);
        e.put("RTM_NEWLINK", Rtnetlink.RTM_NEWLINK);
        e.put("RTM_DELLINK", Rtnetlink.RTM_DELLINK);
        e.put("RTM_GETLINK", Rtnetlink.RTM_GETLINK);
        e.put("RTM_NEWADDR", Rtnetlink.RTM_NEWADDR);
        e.put("RTM_GETADDR", Rtnetlink.RTM_GETADDR);
        e.put("RTM_GETROUTE", Rtnetlink.RTM_GETROUTE);
        e.put("IFLA_IFNAME", Rtnetlink.IFLA_IFNAME);
        e.put("IFLA_MASTER", Rtnetlink.IFLA_MASTER);
        e.put("IFLA_LINKINFO", Rtnetlink.IFLA_LINKINFO);
        e.put("IFLA_NET_NS_FD", Rtnetlink.IFLA_NET_NS_FD);
        e.put("IFLA_INFO_KIND", Rtnetlink.IFLA_INFO_KIND);
        e.put("IFLA_INFO_DATA", Rtnetlink.IFLA_INFO_DATA);
        e.put("VETH_INFO_PEER", Rtnetlink.VETH_INFO_PEER);
        e.put("IFA_ADDRESS", Rtnetlink.IFA_ADDRESS);
        e.put("IFA_LOCAL", Rtnetlink.IFA_LOCAL);
        e.put("IFA_F_NODAD", Rtnetlink.IFA_F_NODAD);
        e.put("RTA_DST", Rtnetlink.RTA_DST);
        e.put("RTA_OIF", Rtnetlink.RTA_OIF);
        e.put("IFF_UP", Rtnetlink.IFF_UP);
        e.put("IFF_LOOPBACK", Rtnetlink.IFF_LOOPBACK);
        e.put("IFF_RUNNING", Rtnetlink.IFF_RUNNING);
        e.put("IN6_ADDR_GEN_MODE_NONE", 1);
        e.put("sizeof(struct ifinfomsg)", Rtnetlink.IFINFOMSG_BYTES);
        e.put("offsetof(struct ifinfomsg, ifi_index)", 4);
        e.put("offsetof(struct ifinfomsg, ifi_flags)", 8);
        e.put("sizeof(struct ifaddrmsg)", Rtnetlink.IFADDRMSG_BYTES);
        e.put("offsetof(struct ifaddrmsg, ifa_index)", 4);
        e.put("sizeof(struct rtmsg)", Rtnetlink.RTMSG_BYTES);
        e.put("SOCK_DIAG_BY_FAMILY", SocketDiag.SOCK_DIAG_BY_FAMILY);
        e.put("sizeof(struct inet_diag_req_v2)", SocketDiag.REQUEST_BYTES);
        e.put("offsetof(struct inet_diag_req_v2, idiag_states)", 4);
        e.put("sizeof(struct inet_diag_msg)", SocketDiag.ROW_BYTES);
        e.put("INET_DIAG_SKMEMINFO", SocketDiag.INET_DIAG_SKMEMINFO);
        e.put("SK_MEMINFO_DROPS", SocketDiag.SK_MEMINFO_DROPS);
        e.put("INET_DIAG_INFO", SocketDiag.INET_DIAG_INFO);
        e.put("offsetof(struct tcp_info, tcpi_rtt)", SocketDiag.TCPI_RTT);
        e.put("offsetof(struct inet_diag_msg, idiag_timer)", 2);
        e.put("offsetof(struct inet_diag_msg, id.idiag_sport)", 4);
        e.put("offsetof(struct inet_diag_msg, id.idiag_dport)", 6);
        e.put("offsetof(struct inet_diag_msg, id.idiag_src)", 8);
        e.put("offsetof(struct inet_diag_msg, id.idiag_dst)", 24);
        e.put("offsetof(struct inet_diag_msg, id.idiag_cookie)", 44);
        e.put("offsetof(struct inet_diag_msg, idiag_expires)", 52);
        e.put("offsetof(struct inet_diag_msg, idiag_rqueue)", 56);
        e.put("offsetof(struct inet_diag_msg, idiag_wqueue)", 60);
        e.put("offsetof(struct inet_diag_msg, idiag_uid)", 64);
        e.put("offsetof(struct inet_diag_msg, idiag_inode)", 68);
    }

    @Test
    void numbersAreThoseOfTheHeaders(@TempDir Path directory) throws Exception {
        assumeTrue("Linux".equals(System.getProperty("os.name")), "needs Linux");
        assumeTrue(runs("gcc", "--version"), "needs gcc");
        Path source = directory.resolve("constants.c");
        Path program = directory.resolve("constants");
        Files.writeString(source, source());
        Process compiler = new ProcessBuilder("gcc", "-o", program.toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        String complaints = new String(compiler.getInputStream().readAllBytes());
        int exit = compiler.waitFor();
        assumeTrue(!complaints.contains("No such file"), "needs the kernel's headers: " + complaints);
        assertThat(exit).as(complaints).isZero();
        Process run = new ProcessBuilder(program.toString()).start();
        Map<String, Integer> actual = new String(run.getInputStream().readAllBytes())
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Integer.valueOf(pair[1])));
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(EXPECTED);
    }

    private static String source() {
        return EXPECTED.keySet().stream()
                .map(name -> "printf(\"%s=%%d\\n\", (int)(%s));".formatted(name, name))
                .collect(Collectors.joining("\n", HEADERS + "int main(void) {\n", "\nreturn 0;\n}\n"));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
