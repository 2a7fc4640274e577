package soquete.flow;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packets that go through the engine together, in the order of the capture. Filled again and again.
public final class PacketBatch {
    /// Packets in one batch, at most.
    public static final int SIZE = 2048;

    private final @Nullable Packet[] packets = new Packet[SIZE];
    int size;
    /// Its place in the order of the batches.
    long ticket;
    boolean fragments;
    /// Memory in which no packet after this batch lies.
    final List<MemorySegment> finished = new ArrayList<>(2);

    public int size() {
        return size;
    }

    public Packet packet(int index) {
        Packet packet = packets[index];
        return packet == null ? made(index) : packet;
    }

    /// Small captures need few.
    private Packet made(int index) {
        Packet packet = new Packet();
        packets[index] = packet;
        return packet;
    }
}
