package soquete.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import soquete.host.PacketCapture;
import soquete.host.Threads;
import soquete.host.linux.Rtnetlink.Link;
import soquete.trace.CapturedPacket;
import soquete.wire.LinkType;

/// The packets of one interface from a ring of memory shared with the kernel: AF_PACKET, TPACKET_V3
/// (include/uapi/linux/if_packet.h, Documentation/networking/packet_mmap.rst).
///
/// ```
/// block:  u32 status @8 (1: ours), u32 packets @12, u32 first @16
/// packet: u32 next @0, seconds @4, nanoseconds @8, captured @12, length @16, status @20; u16 mac @24;
///         u32 vlanTag @32; u16 vlanType @36
/// ```
///
/// Invariant: a block is read only after its status was acquired and before it is released; the memory is bounded, and
/// what did not fit is counted by the kernel.
final class PacketRing implements PacketCapture {

    static final int SOL_PACKET = 263;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_VERSION = 10;
    static final int PACKET_IGNORE_OUTGOING = 23;
    static final int TPACKET_V3 = 2;
    static final int TP_STATUS_KERNEL = 0;
    static final int TP_STATUS_USER = 1;
    static final int TP_STATUS_VLAN_VALID = 1 << 4;
    static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;
    static final int REQUEST_BYTES = 28;
    static final int SOCKADDR_LL_BYTES = 20;
    static final int STATISTICS_BYTES = 12;
    static final int SOCK_FPROG_BYTES = 16;
    static final int ETH_P_ALL = 3;
    static final int PACKET_OUTGOING = 4;

    /// Of `struct sockaddr_ll`, which stands behind the 48 bytes of `struct tpacket3_hdr`.
    private static final int PACKET_TYPE = 58;

    /// include/uapi/linux/if_arp.h
    static final int ARPHRD_ETHER = 1;

    static final int ARPHRD_LOOPBACK = 772;

    private static final int BLOCK_BYTES = 256 * 1024;
    private static final int BLOCKS = 128;

    /// Where many hosts are captured, and each does only its own part of what is sent.
    private static final int FEW_BLOCKS = 16;

    private static final int FRAME_BYTES = 2048;

    /// A block that is not full is handed over after so long, by a timer of the kernel. Every 2 ms that took 8 % of
    /// an echo server's answers.
    private static final int RETIRE_MILLIS = 20;

    private static final int IDLE_MILLIS = 100;
    private static final int ETHERNET_ADDRESSES = 12;
    private static final int ETHERTYPE_VLAN = 0x8100;

    /// A packet whose sending has returned may wait for the soft interrupt that delivers it.
    private static final long DELIVERY_NANOS = 10_000_000;

    private static final long LONGEST_CLOSE_NANOS = 2_000_000_000;
    private static final VarHandle STATUS = JAVA_INT.varHandle();

    private final Link link;
    private final boolean sentAlone;
    private final int blocks;
    private final LinkType linkType;
    private final Consumer<CapturedPacket> sink;
    private final int fd;
    private final MemorySegment ring;
    private final Readiness readiness;
    private final PacketTime time = new PacketTime();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread reader;
    private int block;
    private long delivered;
    private long packets;
    private long dropped;
    private boolean released;
    private volatile boolean resting;

    /// To be called on a thread of the host.
    ///
    /// @param sentAlone whether what others sent is left out
    PacketRing(String host, Link link, boolean sentAlone, Consumer<CapturedPacket> sink) throws NativeException {
        this.link = link;
        this.sentAlone = sentAlone && !link.isLoopback();
        this.blocks = sentAlone ? FEW_BLOCKS : BLOCKS;
        this.linkType = linkType(link);
        this.sink = sink;
        fd = SocketCalls.socket(SocketCalls.AF_PACKET, SocketCalls.SOCK_RAW, 0);
        try {
            ring = begun();
            readiness = new Readiness(fd);
        } catch (NativeException e) {
            FileCalls.close(fd);
            throw e;
        }
        reader = Thread.ofPlatform()
                .daemon()
                .name("packets " + link.name() + " of " + host)
                .start(this::run);
    }

    /// Loopback has an Ethernet header too; a device without any, such as a tunnel, begins with the IP packet.
    private static LinkType linkType(Link link) {
        return link.hardwareType() == ARPHRD_ETHER || link.hardwareType() == ARPHRD_LOOPBACK
                ? LinkType.ETHERNET
                : LinkType.RAW;
    }

    /// Sets the ring up before the socket is bound, so that nothing arrives outside it.
    private MemorySegment begun() throws NativeException {
        try (Arena arena = Arena.ofConfined()) {
            SocketCalls.setsockopt(fd, SOL_PACKET, PACKET_VERSION, TPACKET_V3);
            // struct tpacket_req3 { u32 blockSize, blocks, frameSize, frames, retireMillis, privateSize, features; }
            MemorySegment request = arena.allocate(REQUEST_BYTES, 4);
            request.setAtIndex(JAVA_INT, 0, BLOCK_BYTES);
            request.setAtIndex(JAVA_INT, 1, blocks);
            request.setAtIndex(JAVA_INT, 2, FRAME_BYTES);
            request.setAtIndex(JAVA_INT, 3, BLOCK_BYTES / FRAME_BYTES * blocks);
            request.setAtIndex(JAVA_INT, 4, RETIRE_MILLIS);
            SocketCalls.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, request);
            MemorySegment mapped = FileCalls.mmap(fd, (long) BLOCK_BYTES * blocks);
            if (link.isLoopback()) {
                // There each packet passes twice, as outgoing and as incoming.
                SocketCalls.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
            }
            // struct sockaddr_ll { u16 family; be16 protocol; s32 index; u16 hatype; u8 pkttype, halen, address[8]; }
            MemorySegment address = arena.allocate(SOCKADDR_LL_BYTES, 4);
            address.set(JAVA_SHORT, 0, (short) SocketCalls.AF_PACKET);
            address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) ETH_P_ALL);
            address.set(JAVA_INT, 4, link.index());
            SocketCalls.bind(fd, address);
            return mapped;
        }
    }

    @Override
    public void rest() {
        resting = true;
    }

    private void run() {
        try {
            while (!closing.get()) {
                if (resting) {
                    letPass();
                    return;
                }
                readiness.await(IDLE_MILLIS);
                takeReadyBlocks();
            }
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < DELIVERY_NANOS) {
                readiness.awaitDescriptors(1);
                takeReadyBlocks();
            }
            refuseAll();
            while (waiting() > 0 && System.nanoTime() - begin < LONGEST_CLOSE_NANOS) {
                readiness.awaitDescriptors(1);
                takeReadyBlocks();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Until the end the interface itself counts what passes, at no cost to who sends it.
    private void letPass() throws IOException {
        long before = passed();
        release();
        while (!closing.get()) {
            readiness.awaitWake(IDLE_MILLIS);
        }
        long since = Math.max(0, passed() - before); // an interface that was taken away has no count any more
        synchronized (this) {
            dropped = packets - delivered + since;
        }
    }

    /// On loopback each packet is sent and received.
    private long passed() throws IOException {
        return InterfaceCount.of(link.name(), !sentAlone, sentAlone || !link.isLoopback());
    }

    /// Lets nothing more in: `struct sock_filter { u16 code; u8 jt, jf; u32 k; }` holding BPF_RET 0.
    private void refuseAll() throws NativeException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instruction = arena.allocate(8, 8);
            instruction.set(JAVA_SHORT, 0, (short) 6);
            MemorySegment program = arena.allocate(SOCK_FPROG_BYTES, 8);
            program.set(JAVA_SHORT, 0, (short) 1);
            program.set(ADDRESS, 8, instruction);
            SocketCalls.setsockopt(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_ATTACH_FILTER, program);
        }
    }

    private void takeReadyBlocks() throws NativeException {
        if (readiness.failed()) {
            // The interface went down; the error is taken so that waiting waits again.
            try (Arena arena = Arena.ofConfined()) {
                SocketCalls.getsockopt(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_ERROR, arena.allocate(JAVA_INT));
            }
        }
        time.beginRound();
        for (int taken = 0; taken < blocks && takeBlock(); taken++) {
            block = (block + 1) % blocks;
        }
    }

    private boolean takeBlock() {
        MemorySegment here = ring.asSlice((long) block * BLOCK_BYTES, BLOCK_BYTES);
        if (((int) STATUS.getAcquire(here, 8L) & TP_STATUS_USER) == 0) {
            return false;
        }
        int count = here.get(JAVA_INT, 12);
        long at = here.get(JAVA_INT, 16);
        for (int i = 0; i < count; i++) {
            if (!sentAlone || here.get(JAVA_BYTE, at + PACKET_TYPE) == PACKET_OUTGOING) {
                sink.accept(packet(here, at));
            }
            at += here.get(JAVA_INT, at);
        }
        delivered += count;
        STATUS.setRelease(here, 8L, TP_STATUS_KERNEL);
        return true;
    }

    private CapturedPacket packet(MemorySegment here, long at) {
        int captured = here.get(JAVA_INT, at + 12);
        int length = here.get(JAVA_INT, at + 16);
        int status = here.get(JAVA_INT, at + 20);
        long data = at + (here.get(JAVA_SHORT, at + 24) & 0xFFFF);
        long timeNanos = time.onBase(Integer.toUnsignedLong(here.get(JAVA_INT, at + 4)), here.get(JAVA_INT, at + 8));
        boolean tagged = (status & TP_STATUS_VLAN_VALID) != 0
                && linkType.equals(LinkType.ETHERNET)
                && captured >= ETHERNET_ADDRESSES;
        byte[] bytes = new byte[captured + (tagged ? 4 : 0)];
        if (tagged) {
            // The kernel has taken the IEEE 802.1Q tag out; it goes back to where it was on the wire.
            int type = (status & TP_STATUS_VLAN_TPID_VALID) != 0 ? here.get(JAVA_SHORT, at + 36) : ETHERTYPE_VLAN;
            int tag = here.get(JAVA_INT, at + 32);
            copy(here, data, bytes, 0, ETHERNET_ADDRESSES);
            bytes[ETHERNET_ADDRESSES] = (byte) (type >> 8);
            bytes[ETHERNET_ADDRESSES + 1] = (byte) type;
            bytes[ETHERNET_ADDRESSES + 2] = (byte) (tag >> 8);
            bytes[ETHERNET_ADDRESSES + 3] = (byte) tag;
            copy(here, data + ETHERNET_ADDRESSES, bytes, ETHERNET_ADDRESSES + 4, captured - ETHERNET_ADDRESSES);
        } else {
            copy(here, data, bytes, 0, captured);
        }
        return new CapturedPacket(
                timeNanos, link.name(), linkType, Math.max(length + (tagged ? 4 : 0), bytes.length), bytes);
    }

    private static void copy(MemorySegment from, long offset, byte[] to, int index, int length) {
        MemorySegment.copy(from, JAVA_BYTE, offset, to, index, length);
    }

    @Override
    public String interfaceName() {
        return link.name();
    }

    @Override
    public long dropped() {
        count();
        synchronized (this) {
            return dropped;
        }
    }

    /// What the kernel has put into the ring and nobody has taken yet.
    private synchronized long waiting() {
        count();
        return packets - dropped - delivered;
    }

    /// `struct tpacket_stats_v3 { u32 packets, drops, freezes; }`: reading it sets it to 0. The packets include the
    /// drops.
    private synchronized void count() {
        if (released) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(STATISTICS_BYTES, 4);
            SocketCalls.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics);
            packets += Integer.toUnsignedLong(statistics.getAtIndex(JAVA_INT, 0));
            dropped += Integer.toUnsignedLong(statistics.getAtIndex(JAVA_INT, 1));
        } catch (NativeException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            Threads.join(reader);
            return;
        }
        try {
            readiness.wake();
            Threads.join(reader);
            release();
            readiness.close();
        } catch (NativeException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void release() throws NativeException {
        if (released) {
            return;
        }
        count();
        released = true;
        FileCalls.munmap(ring);
        FileCalls.close(fd);
    }
}
