package soquete.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import soquete.flow.Flow;
import soquete.flow.Packet;
import soquete.flow.PacketBatch;
import soquete.flow.Transport;
import soquete.wire.Decoder;
import soquete.wire.Ipv4View;
import soquete.wire.Layers;

/// Finds packets that stand in a capture twice, as one gets by capturing on two interfaces that one packet crosses: the
/// same IP packet, only its time to live and its link header may differ, shortly after. A retransmission is a new IP
/// packet: IPv4 gives it another identification. RFC 6864 §4 lets a sender use 0 or anything in packets that may not be
/// fragmented, and IPv6 has none: then the second one must come at once.
final class Doubles {
    /// How far back the other one is looked for.
    private static final int BACK = 8;

    private static final long SHORTLY_NANOS = 2_000_000;

    /// No sender repeats what it sent so soon, whatever it heard.
    private static final long AT_ONCE_NANOS = 50_000;

    private final Decoder decoder = Decoder.reassembling();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();

    void clear() {
        flows.clear();
        numbers.clear();
    }

    void look(PacketBatch batch, int index) {
        Packet packet = batch.packet(index);
        Transport own = packet.transport();
        Flow flow = own == null ? null : own.flow();
        if (own == null || flow == null) {
            return;
        }
        for (int i = index - 1; i >= Math.max(0, index - BACK); i--) {
            Packet before = batch.packet(i);
            Transport other = before.transport();
            if (other != null && other.flow() == flow && sameHeader(own, other) && sameIdentification(packet, before)) {
                flows.add(flow);
                numbers.add(packet.number());
                return;
            }
        }
    }

    private static boolean sameHeader(Transport a, Transport b) {
        return a.fromClient() == b.fromClient()
                && a.sequence() == b.sequence()
                && a.acknowledgment() == b.acknowledgment()
                && a.flags() == b.flags()
                && a.length() == b.length();
    }

    private boolean sameIdentification(Packet packet, Packet before) {
        int number = identification(packet);
        long later = packet.epochNanos() - before.epochNanos();
        return number == identification(before) && later <= (number == 0 ? AT_ONCE_NANOS : SHORTLY_NANOS);
    }

    /// 0 where there is none.
    private int identification(Packet packet) {
        Layers layers = packet.layers(decoder);
        Ipv4View ip = layers.ipv4();
        return ip == null ? 0 : ip.identification();
    }

    void each(ObjLongConsumer<Flow> taker) {
        for (int i = 0; i < flows.size(); i++) {
            taker.accept(flows.get(i), numbers.get(i));
        }
    }
}
