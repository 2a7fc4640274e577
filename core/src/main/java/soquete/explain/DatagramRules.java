package soquete.explain;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.wire.Addresses;
import soquete.wire.EthernetView;
import soquete.wire.UdpView;

/// UDP: datagrams and nothing else (RFC 768).
final class DatagramRules {

    private static final InetAddress LIMITED_BROADCAST = Addresses.literal("255.255.255.255");

    private DatagramRules() {}

    static void noConnection(Facts facts, List<Sentence> found) {
        List<Moment> out = facts.datagrams(Side.CLIENT);
        List<Moment> back = facts.datagrams(Side.SERVER);
        if (!out.isEmpty()) {
            List<Moment> evidence = new ArrayList<>(out);
            evidence.addAll(back);
            found.add(Sentence.of(
                    "udp.no-connection",
                    evidence,
                    out.size(),
                    back.size(),
                    facts.name(Side.CLIENT),
                    facts.name(Side.SERVER),
                    carriesData(out.getFirst()) ? 1 : 0));
        }
    }

    private static boolean carriesData(Moment datagram) {
        Frame frame = datagram.frame();
        UdpView udp = frame == null ? null : frame.layers().udp();
        return udp != null && udp.length() > UdpView.LENGTH;
    }

    static void boundaries(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> evidence = new ArrayList<>();
            List<Moment> sends = new ArrayList<>();
            List<Moment> reads = new ArrayList<>();
            for (Moment datagram : facts.datagrams(sender)) {
                Moment sent = call(datagram.causes());
                Moment received = call(datagram.effects());
                if (sent != null && received != null) {
                    evidence.addAll(List.of(sent, datagram, received));
                    sends.add(sent);
                    reads.add(received);
                }
            }
            if (!sends.isEmpty()) {
                found.add(Sentence.of(
                        "udp.boundaries",
                        evidence,
                        facts.name(sender),
                        facts.name(sender.other()),
                        sends.size(),
                        Facts.names(sends),
                        Facts.names(reads)));
            }
        }
    }

    private static @Nullable Moment call(List<Moment> linked) {
        return linked.stream().filter(m -> m.call() != null).findFirst().orElse(null);
    }

    /// Who calls many at once is answered, if at all, from other addresses than the one it called.
    static void unanswered(Facts facts, List<Sentence> found) {
        List<Moment> out = facts.datagrams(Side.CLIENT);
        if (!out.isEmpty()
                && !toMany(facts, out.getFirst())
                && facts.datagrams(Side.SERVER).isEmpty()
                && IcmpRules.errors(facts).isEmpty()) {
            found.add(Sentence.of(
                    "udp.unanswered",
                    out,
                    out.size(),
                    facts.conversation().server().toString()));
        }
    }

    /// Broadcast or multicast, by its IP address or that of its link: the group bit is the first byte's
    /// lowest.
    private static boolean toMany(Facts facts, Moment datagram) {
        InetAddress to = facts.conversation().server().address();
        Frame frame = datagram.frame();
        EthernetView ethernet = frame == null ? null : frame.layers().ethernet();
        return to.isMulticastAddress()
                || to.equals(LIMITED_BROADCAST)
                || ethernet != null && (ethernet.destination().value() >> 40 & 1) == 1;
    }
}
