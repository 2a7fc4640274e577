package soquete.reading;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.flow.AnalysisFlag;
import soquete.flow.Packet;
import soquete.flow.Transport;
import soquete.pcap.CaptureInterface;
import soquete.pcap.PacketRecord;
import soquete.wire.Layers;
import soquete.wire.Problem;
import soquete.wire.Protocol;

/// Sums over packets that do not depend on their order: each thread has its own, and they are added up at the end.
final class Tally {
    /// Upper ends of the classes of sizes, as Wireshark's packet lengths have them; the last has none.
    static final int[] SIZES = {19, 39, 79, 159, 319, 639, 1279, 2559, 5119};

    /// Stacks of headers that are told apart, at most; further ones are counted together.
    private static final int MOST_STACKS = 1 << 14;

    private static final int BITS = 6;

    final Map<Long, Stack> stacks = new HashMap<>();
    final Map<CaptureInterface, Count> interfaces = new IdentityHashMap<>();
    final long[] sizes = new long[SIZES.length + 1];
    final long[] flags = new long[AnalysisFlag.values().length];
    final Count all = new Count();
    final Count others = new Count();
    final Count notes = new Count();
    long cut;
    long truncated;
    long malformed;
    long fragments;
    long reassembled;
    long smallest = Long.MAX_VALUE;
    long largest;
    long first = Long.MAX_VALUE;
    long last = PacketRecord.NO_TIME;
    private @Nullable Stack recent;
    private long recentKey;
    private @Nullable CaptureInterface recentInterface;
    private Count recentCount = new Count();

    /// Packets and bytes on the wire.
    static final class Count {
        long packets;
        long bytes;

        void add(long bytesOnTheWire) {
            packets++;
            bytes += bytesOnTheWire;
        }

        void add(Count other) {
            packets += other.packets;
            bytes += other.bytes;
        }
    }

    /// Headers of a packet from the outermost on, and how many packets have just these.
    record Stack(List<Protocol> protocols, Count count) {}

    void packet(Packet packet, Layers layers, Problem.@Nullable Kind problem) {
        long bytes = packet.originalLength();
        if (!packet.isPacket()) {
            notes.add(bytes);
            return;
        }
        all.add(bytes);
        count(packet.captureInterface()).add(bytes);
        stack(layers).add(bytes);
        int at = 0;
        while (at < SIZES.length && bytes > SIZES[at]) {
            at++;
        }
        sizes[at]++;
        smallest = Math.min(smallest, bytes);
        largest = Math.max(largest, bytes);
        cut += packet.capturedLength() < packet.originalLength() ? 1 : 0;
        truncated += problem == Problem.Kind.TRUNCATED ? 1 : 0;
        malformed += problem == Problem.Kind.MALFORMED ? 1 : 0;
        fragments += packet.fragment() || packet.reassembled() ? 1 : 0;
        reassembled += packet.reassembled() ? 1 : 0;
        if (packet.epochNanos() != PacketRecord.NO_TIME) {
            first = Math.min(first, packet.epochNanos());
            last = Math.max(last, packet.epochNanos());
        }
        for (int i = 0; i < packet.transports(); i++) {
            flags(packet.transport(i));
        }
    }

    private void flags(Transport transport) {
        if (transport.tcp() && !transport.quoted()) {
            for (int left = transport.analysis(); left != 0; left &= left - 1) {
                flags[Integer.numberOfTrailingZeros(left)]++;
            }
        }
    }

    private Count count(CaptureInterface on) {
        if (on != recentInterface) {
            recentInterface = on;
            recentCount = interfaces.computeIfAbsent(on, absent -> new Count());
        }
        return recentCount;
    }

    /// Stacks are told apart by six bits a header; of more than ten headers, the bits are mixed.
    private Count stack(Layers layers) {
        long key = layers.depth();
        for (int i = 0; i < layers.depth(); i++) {
            key = Long.rotateLeft(key, BITS) * (i < 10 ? 1 : 0x9E37_79B9_7F4A_7C15L) + place(layers.protocol(i));
        }
        Stack known = recent;
        if (known == null || key != recentKey) {
            known = stacks.get(key);
            if (known == null) {
                if (stacks.size() >= MOST_STACKS) {
                    return others;
                }
                Protocol[] protocols = new Protocol[layers.depth()];
                Arrays.setAll(protocols, layers::protocol);
                known = new Stack(List.of(protocols), new Count());
                stacks.put(key, known);
            }
            recent = known;
            recentKey = key;
        }
        return known.count();
    }

    @SuppressWarnings("EnumOrdinal") // never stored: only a place in a key
    private static int place(Protocol protocol) {
        return protocol.ordinal() + 1;
    }

    void add(Tally other) {
        other.stacks.forEach((key, stack) -> stacks.computeIfAbsent(key, k -> new Stack(stack.protocols(), new Count()))
                .count()
                .add(stack.count()));
        other.interfaces.forEach(
                (on, count) -> interfaces.computeIfAbsent(on, k -> new Count()).add(count));
        Arrays.setAll(sizes, i -> sizes[i] + other.sizes[i]);
        Arrays.setAll(flags, i -> flags[i] + other.flags[i]);
        all.add(other.all);
        others.add(other.others);
        notes.add(other.notes);
        cut += other.cut;
        truncated += other.truncated;
        malformed += other.malformed;
        fragments += other.fragments;
        reassembled += other.reassembled;
        smallest = Math.min(smallest, other.smallest);
        largest = Math.max(largest, other.largest);
        first = Math.min(first, other.first);
        last = Math.max(last, other.last);
    }

    static Comparator<Count> most() {
        return Comparator.comparingLong((Count c) -> c.bytes)
                .thenComparingLong(c -> c.packets)
                .reversed();
    }
}
