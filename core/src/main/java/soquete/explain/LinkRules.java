package soquete.explain;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.wire.Addresses;
import soquete.wire.ArpView;
import soquete.wire.EthernetView;
import soquete.wire.MacAddress;

/// What happens below IP before two hosts can talk (RFC 826).
final class LinkRules {

    private LinkRules() {}

    /// Each address that was asked for is told once: the first request, and the first reply after it. A
    /// request to one machine alone only confirms what is known (RFC 1122 §2.3.2.1).
    static void addressResolution(Facts facts, List<Sentence> found) {
        Map<InetAddress, Moment> asked = new LinkedHashMap<>();
        Map<InetAddress, Moment> answered = new HashMap<>();
        for (Moment moment : facts.conversation().moments()) {
            ArpView arp = arp(moment);
            InetAddress target = arp == null ? null : arp.targetProtocol();
            InetAddress sender = arp == null ? null : arp.senderProtocol();
            if (arp == null) {
                continue;
            }
            if (arp.operation() == ArpView.REQUEST && target != null && isBroadcast(moment)) {
                asked.putIfAbsent(target, moment);
            } else if (arp.operation() == ArpView.REPLY && sender != null && asked.containsKey(sender)) {
                answered.putIfAbsent(sender, moment);
            }
        }
        asked.forEach((address, request) -> {
            Moment reply = answered.get(address);
            ArpView arp = reply == null ? null : arp(reply);
            if (reply == null || arp == null) {
                found.add(Sentence.of("arp.unanswered", List.of(request), Addresses.text(address)));
            } else {
                found.add(Sentence.of(
                        "arp", List.of(request, reply), Addresses.text(address), String.valueOf(arp.senderHardware())));
            }
        });
    }

    private static boolean isBroadcast(Moment moment) {
        Frame frame = moment.frame();
        EthernetView ethernet = frame == null ? null : frame.layers().ethernet();
        return ethernet == null || ethernet.destination().equals(MacAddress.BROADCAST);
    }

    private static @Nullable ArpView arp(Moment moment) {
        Frame frame = moment.frame();
        return frame == null ? null : frame.layers().arp();
    }
}
