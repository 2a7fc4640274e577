package soquete.flow;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Packets that go through the engine together, in the order of the capture. Filled again and again.
public final class PacketBatch {
    static final int SIZE = 2048;

    private final Packet[] packets = new Packet[SIZE];
    int size;
    /// Its place in the order of the batches.
    long ticket;
    boolean fragments;
    /// Memory in which no packet after this batch lies.
    final List<MemorySegment> finished = new ArrayList<>(2);

    PacketBatch() {
        for (int i = 0; i < SIZE; i++) {
            packets[i] = new Packet();
        }
    }

    public int size() {
        return size;
    }

    public Packet packet(int index) {
        return packets[index];
    }
}
