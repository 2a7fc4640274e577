package soquete.finding;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.flow.Flow;
import soquete.flow.Outstanding;
import soquete.flow.TcpFlow;
import soquete.flow.UdpFlow;
import soquete.wire.Addresses;

/// What ICMP and ARP say, and datagrams that nobody answered.
final class PathRules {

    private PathRules() {}

    static void errors(Survey survey, Findings found, Predicate<Flow> told) {
        for (IcmpNotes.Note note : survey.icmp().all()) {
            Flow flow = note.flow;
            if (flow != null && told.test(flow)) {
                error(note, flow, found);
            }
        }
    }

    private static void error(IcmpNotes.Note note, Flow flow, Findings found) {
        IcmpNotes.Seen seen = note.first;
        boolean byTarget = seen.sender().equals(Addresses.text(seen.to().address()));
        boolean stuck = flow instanceof TcpFlow tcp && stuck(tcp);
        boolean failed = flow.serverPackets() == 0 || stuck;
        String key = switch (seen.says()) {
            case PORT_UNREACHABLE -> byTarget ? "port-unreachable" : "prohibited";
            case PROHIBITED -> "prohibited";
            case UNREACHABLE -> "unreachable";
            case TOO_BIG -> stuck ? "too-big" : "path-mtu";
            case TIME_EXCEEDED -> "ttl";
        };
        Severity severity = switch (seen.says()) {
            case TOO_BIG -> stuck ? Severity.FAILURE : Severity.REMARK;
            case TIME_EXCEEDED -> failed && flow instanceof TcpFlow ? Severity.FAILURE : Severity.TROUBLE;
            case PORT_UNREACHABLE, PROHIBITED, UNREACHABLE -> failed ? Severity.FAILURE : Severity.TROUBLE;
        };
        found.add(new Finding(
                key,
                severity,
                note.count,
                flow,
                List.of(flow.firstPacket(), seen.packet()),
                List.of(
                        seen.from().equals(flow.client()) ? 1 : 0,
                        seen.from().toString(),
                        seen.to().toString(),
                        note.count,
                        seen.sender(),
                        String.valueOf(seen.mtu()),
                        String.valueOf(seen.to().port()))));
    }

    /// Something was sent at least twice and never acknowledged.
    private static boolean stuck(TcpFlow flow) {
        return stuck(flow.outstanding(true)) || stuck(flow.outstanding(false));
    }

    private static boolean stuck(@Nullable Outstanding left) {
        return left != null && left.times() > 1;
    }

    /// Asked for more than once; a machine that is there answers the first time.
    static void arp(Survey survey, Findings found) {
        for (ArpNotes.Asked asked : survey.arp().all()) {
            if (!asked.answered && asked.count > 1) {
                found.add(new Finding(
                        "arp-unanswered",
                        Severity.TROUBLE,
                        asked.count,
                        null,
                        List.of(asked.first, asked.last),
                        List.of(1, Addresses.text(asked.by), Addresses.text(asked.target), asked.count)));
            }
        }
    }

    static void datagrams(Survey survey, UdpFlow flow, Findings found) {
        InetAddress server = flow.server().address();
        if (flow.serverPackets() > 0
                || survey.icmp().explains(flow)
                || server.isMulticastAddress()
                || isBroadcast(server.getAddress())) {
            return;
        }
        found.add(new Finding(
                "udp-unanswered",
                Severity.TROUBLE,
                flow.clientPackets(),
                flow,
                List.of(flow.firstPacket(), flow.lastPacket()),
                List.of(1, flow.client().toString(), flow.server().toString(), flow.clientPackets())));
    }

    /// To everybody: 255.255.255.255, and what ends like the broadcast address of a network of 256 (RFC 919), as the
    /// mask is not known.
    private static boolean isBroadcast(byte[] address) {
        return address.length == 4 && address[3] == (byte) 0xFF;
    }
}
