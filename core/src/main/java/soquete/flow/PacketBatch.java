package soquete.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import soquete.pcap.Chunk;

/// Packets that go through the engine together, in the order of the capture. Filled again and again.
public final class PacketBatch {
    /// Packets in one batch, at most.
    public static final int SIZE = 2048;

    /// Bytes captured of them from which on a batch ends.
    static final int BYTES = 4 << 20;

    private final Packet[] packets = new Packet[SIZE];
    /// For each lane, the transport headers that have their conversation in it, and how many they are.
    private final Transport[][] lanes;

    private final int[] inLane;
    int size;
    /// Memory in which no packet after this batch lies.
    final List<Chunk> finished = new ArrayList<>(2);

    /// @param lanes in how many parts conversations are followed; 0 when they are not
    PacketBatch(int lanes) {
        this.lanes = new Transport[lanes][SIZE];
        this.inLane = new int[lanes];
    }

    public int size() {
        return size;
    }

    /// @param index from 0, below [#size()]
    public Packet packet(int index) {
        return packets[index];
    }

    /// The packet of that index, to be filled. Small captures need few.
    Packet place(int index) {
        if (packets[index] == null) {
            packets[index] = new Packet();
        }
        return packets[index];
    }

    int lanes() {
        return lanes.length;
    }

    void clearLanes() {
        Arrays.fill(inLane, 0);
    }

    /// Notes that the conversation is in that lane; packets come in their order.
    void add(int lane, Transport transport) {
        int count = inLane[lane]++;
        if (count == lanes[lane].length) {
            lanes[lane] = Arrays.copyOf(lanes[lane], 2 * count);
        }
        lanes[lane][count] = transport;
    }

    int inLane(int lane) {
        return inLane[lane];
    }

    Transport[] lane(int lane) {
        return lanes[lane];
    }
}
