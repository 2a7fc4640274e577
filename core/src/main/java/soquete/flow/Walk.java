package soquete.flow;

import soquete.pcap.CaptureRecord;
import soquete.pcap.PacketRecord;

/// The way of packets through decoding and tracking one at a time, for who decides their order: the [Engine] is for
/// whole captures.
public final class Walk {
    private final Tracker tracker;
    private final Dissection dissection = new Dissection();
    private final PacketBatch batch = new PacketBatch(1);
    private final SpareArrays spares = Unacknowledged.spares();
    private final boolean tracking;
    private long number;
    private long start;
    private long previous;

    /// @param tracking whether packets must have their conversations ([Depth#FLAGS])
    public Walk(Tracker tracker, boolean tracking) {
        this.tracker = tracker;
        this.tracking = tracking;
    }

    /// The packet that a record is. Valid until the next call; `record` is one that [CaptureRecord#frame()] says yes
    /// of.
    public Packet next(CaptureRecord record) {
        Packet packet = batch.place(0);
        number++;
        if (record instanceof PacketRecord read) {
            packet.begin(number, read);
        } else {
            packet.begin(number, record);
        }
        if (number == 1) {
            start = packet.epochNanos;
            previous = packet.epochNanos;
        }
        packet.captureStart = start;
        packet.previousNanos = previous;
        previous = packet.epochNanos;
        batch.size = 1;
        if (packet.isPacket()) {
            dissection.dissect(packet);
            tracker.reassemble(packet);
        }
        if (tracking) {
            tracker.find(batch);
            Tracker.follow(batch, 0, spares);
        }
        return packet;
    }

    /// How many there were.
    public long packets() {
        return number;
    }
}
