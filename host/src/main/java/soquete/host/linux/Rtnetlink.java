package soquete.host.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import soquete.host.Platform.InterfaceAddress;
import soquete.wire.Addresses;

/// Interfaces, addresses and routes of one network namespace (include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h).
final class Rtnetlink implements AutoCloseable {

    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_GETADDR = 22;
    static final int RTM_GETROUTE = 26;

    static final int IFLA_IFNAME = 3;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int VETH_INFO_PEER = 1;

    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_F_NODAD = 2;

    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;

    static final int IFF_UP = 1;
    static final int IFF_LOOPBACK = 8;
    static final int IFF_RUNNING = 0x40;

    static final int IFINFOMSG_BYTES = 16;
    static final int IFADDRMSG_BYTES = 8;
    static final int RTMSG_BYTES = 12;

    private final Netlink netlink;

    Rtnetlink() throws NativeException {
        netlink = new Netlink(Netlink.NETLINK_ROUTE);
    }

    /// An interface.
    ///
    /// @param hardwareType its ARPHRD_ number (include/uapi/linux/if_arp.h)
    record Link(int index, String name, int hardwareType, int flags) {
        boolean isUp() {
            return (flags & IFF_UP) != 0;
        }

        /// Up at both ends, and carrying.
        boolean isRunning() {
            return (flags & IFF_RUNNING) != 0;
        }

        boolean isLoopback() {
            return (flags & IFF_LOOPBACK) != 0;
        }
    }

    /// An address of the interface with that index.
    record LinkAddress(int index, InetAddress address) {}

    /// `struct ifinfomsg { u8 family, pad; u16 type; s32 index; u32 flags, change; }`
    List<Link> links() throws IOException {
        List<Link> links = new ArrayList<>();
        NetlinkMessage request =
                new NetlinkMessage("RTM_GETLINK", RTM_GETLINK, NetlinkMessage.NLM_F_DUMP).u32(0, 0, 0, 0);
        netlink.exchange(request, (type, body) -> {
            byte[] name = attribute(body, IFINFOMSG_BYTES, IFLA_IFNAME);
            links.add(new Link(body.getInt(4), text(name), body.getShort(2) & 0xFFFF, body.getInt(8)));
        });
        return links;
    }

    /// `struct ifaddrmsg { u8 family, prefixLength, flags, scope; u32 index; }`
    List<LinkAddress> addresses() throws IOException {
        List<LinkAddress> addresses = new ArrayList<>();
        NetlinkMessage request = new NetlinkMessage("RTM_GETADDR", RTM_GETADDR, NetlinkMessage.NLM_F_DUMP).u32(0, 0);
        netlink.exchange(request, (type, body) -> {
            byte[] local = attribute(body, IFADDRMSG_BYTES, IFA_LOCAL);
            byte[] address = local.length > 0 ? local : attribute(body, IFADDRMSG_BYTES, IFA_ADDRESS);
            if (address.length > 0) {
                addresses.add(new LinkAddress(body.getInt(4), Addresses.of(address)));
            }
        });
        return addresses;
    }

    void up(int index) throws IOException {
        NetlinkMessage request = new NetlinkMessage("RTM_NEWLINK up", RTM_NEWLINK, 0).u32(0, index, IFF_UP, IFF_UP);
        netlink.exchange(request, Rtnetlink::unexpected);
    }

    /// One end of a veth pair that is to be made.
    record End(String name, int index) {}

    /// Makes a veth pair: one end here, the other in the namespace `peerNamespaceFd` holds. The two indices must
    /// differ: else the kernel takes the cable for a device of its own and lets up to a second pass before it is
    /// ready (net/core/link_watch.c).
    void veth(End here, End there, int peerNamespaceFd) throws IOException {
        NetlinkMessage request = new NetlinkMessage(
                        "RTM_NEWLINK veth", RTM_NEWLINK, NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_EXCL)
                .u32(0, here.index(), 0, 0)
                .attribute(IFLA_IFNAME, here.name());
        int info = request.begin(IFLA_LINKINFO);
        request.attribute(IFLA_INFO_KIND, "veth");
        int data = request.begin(IFLA_INFO_DATA);
        int peer = request.begin(VETH_INFO_PEER);
        request.u32(0, there.index(), 0, 0)
                .attribute(IFLA_IFNAME, there.name())
                .attribute(IFLA_NET_NS_FD, peerNamespaceFd);
        request.end(peer);
        request.end(data);
        request.end(info);
        netlink.exchange(request, Rtnetlink::unexpected);
    }

    /// Makes a switch: what comes in at one of its ports goes out at those of the receiver, or at all.
    void bridge(End here) throws IOException {
        NetlinkMessage request = new NetlinkMessage(
                        "RTM_NEWLINK bridge", RTM_NEWLINK, NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_EXCL)
                .u32(0, here.index(), 0, 0)
                .attribute(IFLA_IFNAME, here.name());
        int info = request.begin(IFLA_LINKINFO);
        request.attribute(IFLA_INFO_KIND, "bridge");
        request.end(info);
        netlink.exchange(request, Rtnetlink::unexpected);
    }

    /// Makes the interface a port of the switch.
    void master(int index, int bridge) throws IOException {
        NetlinkMessage request = new NetlinkMessage("RTM_NEWLINK master", RTM_NEWLINK, 0)
                .u32(0, index, 0, 0)
                .attribute(IFLA_MASTER, bridge);
        netlink.exchange(request, Rtnetlink::unexpected);
    }

    /// Removes the interface; both ends, of a veth pair.
    void delete(int index) throws IOException {
        NetlinkMessage request = new NetlinkMessage("RTM_DELLINK", RTM_DELLINK, 0).u32(0, index, 0, 0);
        netlink.exchange(request, Rtnetlink::unexpected);
    }

    /// Gives the interface an address. An IPv6 one is used at once: duplicate address detection (RFC 4862 §5.4) would
    /// delay it by a second and send packets of its own.
    void add(int index, InterfaceAddress address) throws IOException {
        byte[] bytes = address.address().getAddress();
        boolean v6 = bytes.length == 16;
        NetlinkMessage request = new NetlinkMessage(
                        "RTM_NEWADDR " + address.address().getHostAddress(),
                        RTM_NEWADDR,
                        NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_EXCL)
                .u8(family(bytes), address.prefixLength(), v6 ? IFA_F_NODAD : 0, 0)
                .u32(index)
                .attribute(IFA_LOCAL, bytes)
                .attribute(IFA_ADDRESS, bytes);
        netlink.exchange(request, Rtnetlink::unexpected);
    }

    /// The index of the interface a packet to `destination` leaves by.
    ///
    /// `struct rtmsg { u8 family, destinationLength, sourceLength, tos, table, protocol, scope, type; u32 flags; }`
    int interfaceTowards(InetAddress destination) throws IOException {
        byte[] bytes = destination.getAddress();
        NetlinkMessage request = new NetlinkMessage("RTM_GETROUTE " + destination.getHostAddress(), RTM_GETROUTE, 0)
                .u8(family(bytes), bytes.length * 8, 0, 0, 0, 0, 0, 0)
                .u32(0)
                .attribute(RTA_DST, bytes);
        int[] index = {0};
        netlink.exchange(request, (type, body) -> {
            byte[] value = attribute(body, RTMSG_BYTES, RTA_OIF);
            index[0] = value.length == 4
                    ? ByteBuffer.wrap(value).order(body.order()).getInt()
                    : 0;
        });
        return index[0];
    }

    private static int family(byte[] address) {
        return address.length == 16 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET;
    }

    private static void unexpected(int type, ByteBuffer body) {
        throw new IllegalStateException("netlink answer " + type + " of " + body.remaining() + " bytes");
    }

    /// The value of attribute `wanted` behind a header of `headerBytes`; empty when it is not there.
    private static byte[] attribute(ByteBuffer body, int headerBytes, int wanted) {
        int at = headerBytes;
        while (at + 4 <= body.limit()) {
            int length = body.getShort(at) & 0xFFFF;
            if (length < 4 || at + length > body.limit()) {
                break;
            }
            if ((body.getShort(at + 2) & 0x3FFF) == wanted) {
                byte[] value = new byte[length - 4];
                body.get(at + 4, value);
                return value;
            }
            at += length + 3 & ~3;
        }
        return new byte[0];
    }

    private static String text(byte[] zeroTerminated) {
        int length = zeroTerminated.length;
        while (length > 0 && zeroTerminated[length - 1] == 0) {
            length--;
        }
        return new String(zeroTerminated, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
