package soquete.finding;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import soquete.filter.Filter;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.flow.Tracker;
import soquete.pcap.LinkTypeName;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;
import soquete.wire.LinkType;

/// Why a capture has no packet that the user's filter lets through: the address is one of loopback and the capture was
/// taken elsewhere, it is of another family, the port is only there for the other transport, or it is not there at all.
public final class Question {
    private static final Set<LinkType> LOOPBACK_TYPES = Set.of(LinkType.NULL, LinkType.LOOP);
    private static final Set<LinkType> ALL_INTERFACES = Set.of(LinkType.LINUX_SLL, LinkType.LINUX_SLL2);
    private static final int MOST_PORTS = 6;

    private final Survey survey;
    private final List<Flow> flows = new ArrayList<>();
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private boolean udp;
    private boolean tcp;
    private final String text;

    private Question(Filter filter, Survey survey, Tracker tracker) {
        this.survey = survey;
        this.text = filter.toString();
        flows.addAll(tracker.tcpFlows());
        flows.addAll(tracker.udpFlows());
        filter.asked().forEach(this::take);
    }

    private void take(Filter.Asked asked) {
        switch (asked.field()) {
            case TCP_PORT, TCP_SRCPORT, TCP_DSTPORT, UDP_PORT, UDP_SRCPORT, UDP_DSTPORT -> {
                boolean ofUdp = asked.field().text().startsWith("udp");
                udp |= ofUdp;
                tcp |= !ofUdp;
                ports.add((int) asked.low());
            }
            case IP_ADDR, IP_SRC, IP_DST ->
                addresses.add(Addresses.of(
                        ByteBuffer.allocate(4).putInt((int) asked.low()).array()));
            case IPV6_ADDR, IPV6_SRC, IPV6_DST ->
                addresses.add(Addresses.of(ByteBuffer.allocate(16)
                        .putLong(asked.high())
                        .putLong(asked.low())
                        .array()));
            default -> {}
        }
    }

    /// Adds why nothing in the capture answers the filter.
    public static void nothingMatches(Filter filter, Survey survey, Tracker tracker, Findings found) {
        found.add(new Question(filter, survey, tracker).answer());
    }

    private Finding answer() {
        for (InetAddress address : addresses) {
            if (has(f -> touches(f, address))) {
                continue;
            }
            if (address.isLoopbackAddress() && !onLoopback() && !has(Question::isLoopback)) {
                return finding("absent.loopback");
            }
            boolean v4 = address.getAddress().length == 4;
            if (v4 ? survey.sawIpv6() && !survey.sawIpv4() : survey.sawIpv4() && !survey.sawIpv6()) {
                return finding(v4 ? "absent.ipv4" : "absent.ipv6");
            }
            return finding("absent.address");
        }
        for (int port : ports) {
            if (!has(f -> uses(f, port) && (f instanceof TcpFlow ? tcp : udp))) {
                boolean otherwise = has(f -> uses(f, port));
                return finding(otherwise ? (tcp ? "absent.udp-only" : "absent.tcp-only") : "absent.port");
            }
        }
        return finding("absent");
    }

    private boolean has(Predicate<Flow> wanted) {
        return flows.stream().anyMatch(wanted);
    }

    private static boolean touches(Flow flow, InetAddress address) {
        return flow.client().address().equals(address)
                || flow.server().address().equals(address);
    }

    private static boolean isLoopback(Flow flow) {
        return flow.client().address().isLoopbackAddress()
                || flow.server().address().isLoopbackAddress();
    }

    private static boolean uses(Flow flow, int port) {
        return flow.client().port() == port || flow.server().port() == port;
    }

    private boolean onLoopback() {
        return survey.places().stream()
                .anyMatch(p -> LOOPBACK_TYPES.contains(p.linkType())
                        || ALL_INTERFACES.contains(p.linkType())
                        || p.name().equals("lo")
                        || p.name().equals("lo0")
                        || p.name().toLowerCase(java.util.Locale.ROOT).contains("loopback"));
    }

    /// Arguments: the filter, what it asks for, where the capture was taken, ports that are there.
    private Finding finding(String key) {
        String asked = addresses.size() == 1 && ports.size() == 1
                ? new Endpoint(addresses.getFirst(), ports.getFirst()).toString()
                : addresses.size() == 1
                        ? Addresses.text(addresses.getFirst())
                        : ports.size() == 1 ? String.valueOf(ports.getFirst()) : text;
        return new Finding(
                key,
                Severity.QUESTION,
                0,
                null,
                List.of(),
                List.of(1, text, asked, taken(), serverPorts(), survey.packets()));
    }

    /// `eth0`; where the file does not name the interface, its link type.
    private String taken() {
        TreeSet<String> names = new TreeSet<>();
        survey.places().forEach(p -> names.add(p.name().isEmpty() ? LinkTypeName.of(p.linkType()) : p.name()));
        return String.join(", ", names);
    }

    private String serverPorts() {
        TreeSet<Integer> there = new TreeSet<>();
        flows.stream()
                .filter(f -> !udp || f instanceof soquete.flow.UdpFlow)
                .forEach(f -> there.add(f.server().port()));
        List<String> first =
                there.stream().limit(MOST_PORTS).map(String::valueOf).toList();
        return String.join(", ", first) + (there.size() > MOST_PORTS ? ", …" : "");
    }
}
