package soquete.reading;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import soquete.flow.AnalysisFlag;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.pcap.LinkTypeName;
import soquete.text.Json;
import soquete.wire.Addresses;
import soquete.wire.LinkType;
import soquete.wire.Protocol;

/// The sums of a [StatsJob] in the order in which they are told.
final class StatsNumbers {
    static final int TOP = 10;

    final StatsJob job;
    final Tally sum;
    final List<Stats.Part> parts;
    final int unfinished;

    /// Packets whose headers begin with that one, within what is above it.
    record Branch(int depth, String name, long packets, long bytes) {}

    record Port(boolean tcp, int number, long packets, long bytes) {}

    record From(String file, CaptureInterface on, Tally.Count count) {}

    StatsNumbers(StatsJob job, List<Stats.Part> parts, int unfinished) {
        this.job = job;
        this.sum = job.sum();
        this.parts = List.copyOf(parts);
        this.unfinished = unfinished;
    }

    /// Seconds from the first to the last packet.
    double seconds() {
        return sum.last <= sum.first ? 0 : (sum.last - sum.first) / 1e9;
    }

    boolean timed() {
        return sum.first != Long.MAX_VALUE;
    }

    static String time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }

    /// The headers as a tree, each level's greatest first.
    List<Branch> protocols() {
        Node root = new Node();
        for (Tally.Stack stack : sum.stacks.values()) {
            Node node = root;
            for (Protocol protocol : stack.protocols()) {
                node = node.inner.computeIfAbsent(protocol, p -> new Node());
                node.count.add(stack.count());
            }
        }
        List<Branch> branches = new ArrayList<>();
        root.list(0, branches);
        return branches;
    }

    private static final class Node {
        private final Map<Protocol, Node> inner = new TreeMap<>();
        private final Tally.Count count = new Tally.Count();

        void list(int depth, List<Branch> into) {
            inner.entrySet().stream()
                    .sorted(Comparator.comparing(e -> e.getValue().count, Tally.most()))
                    .forEach(entry -> {
                        Node node = entry.getValue();
                        into.add(new Branch(depth, name(entry.getKey()), node.count.packets, node.count.bytes));
                        node.list(depth + 1, into);
                    });
        }
    }

    static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Packets by link type; in those not decoded no header was found.
    Map<String, Tally.Count> linkTypes() {
        Map<String, Tally.Count> types = new TreeMap<>();
        sum.interfaces.forEach(
                (on, count) -> types.computeIfAbsent(LinkTypeName.of(on.linkType()), k -> new Tally.Count())
                        .add(count));
        return types;
    }

    /// Packets in which no header was found.
    long undecoded() {
        return sum.stacks.values().stream()
                .filter(stack -> stack.protocols().isEmpty())
                .mapToLong(stack -> stack.count().packets)
                .sum();
    }

    List<From> interfaces() {
        List<From> all = new ArrayList<>();
        for (Stats.Part part : parts) {
            for (CaptureInterface on : part.interfaces()) {
                Tally.Count count = sum.interfaces.get(on);
                all.add(new From(part.file().toString(), on, count == null ? new Tally.Count() : count));
            }
        }
        sum.interfaces.forEach((on, count) -> {
            if (all.stream().noneMatch(from -> from.on() == on)) {
                all.add(new From("", on, count)); // of an earlier section
            }
        });
        return all;
    }

    /// Packets lost on an interface, as the file counts them; −1 when it does not say.
    long dropped(CaptureInterface on) {
        Statistics said = job.counted.get(on);
        return said == null ? -1 : said.dropped();
    }

    /// By the server's port, those with most bytes first.
    List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < job.tcpPortBytes.length; i++) {
            if (job.tcpPortPackets[i] > 0) {
                ports.add(new Port(true, i, job.tcpPortPackets[i], job.tcpPortBytes[i]));
            }
            if (job.udpPortPackets[i] > 0) {
                ports.add(new Port(false, i, job.udpPortPackets[i], job.udpPortBytes[i]));
            }
        }
        ports.sort(Comparator.comparingLong(Port::bytes).reversed());
        return ports.subList(0, Math.min(TOP, ports.size()));
    }

    long flag(AnalysisFlag flag) {
        return sum.flags[Integer.numberOfTrailingZeros(flag.bit())];
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("files", parts.stream().map(StatsNumbers::part).toList());
        all.put("packets", sum.all.packets);
        all.put("bytes", sum.all.bytes);
        if (timed()) {
            all.put("first", time(sum.first));
            all.put("last", time(sum.last));
            all.put("seconds", seconds());
        }
        all.put("peakPacketsPerSecond", job.peakPackets);
        all.put("peakBytesPerSecond", job.peakBytes);
        all.put("cut", sum.cut);
        all.put("truncated", sum.truncated);
        all.put("malformed", sum.malformed);
        all.put("undecoded", undecoded());
        all.put("otherFrames", sum.notes.packets);
        all.put("fragments", sum.fragments);
        all.put("reassembled", sum.reassembled);
        all.put("unfinished", unfinished);
        all.put("tcpConversations", job.tcpFlows.cardinality());
        all.put("udpConversations", job.udpFlows.cardinality());
        all.put("addresses", job.talkers.size());
        all.put("addressesLeftOut", job.talkers.left());
        all.put("interfaces", interfaces().stream().map(this::from).toList());
        all.put("protocols", protocols().stream().map(StatsNumbers::branch).toList());
        all.put("sizes", sum.sizes);
        all.put(
                "talkers",
                job.talkers.top(TOP).stream().map(StatsNumbers::talker).toList());
        all.put("ports", ports().stream().map(StatsNumbers::port).toList());
        Map<String, Object> flags = new LinkedHashMap<>();
        for (AnalysisFlag flag : AnalysisFlag.values()) {
            flags.put(flag.text(), flag(flag));
        }
        all.put("analysis", flags);
        return Json.line(all);
    }

    private static Map<String, Object> part(Stats.Part part) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", part.file().toString());
        map.put("format", part.format());
        if (part.size() >= 0) {
            map.put("size", part.size());
        }
        map.put("packets", part.packets());
        return map;
    }

    private Map<String, Object> from(From from) {
        Map<String, Object> map = new LinkedHashMap<>();
        LinkType type = from.on().linkType();
        map.put("file", from.file());
        map.put("name", from.on().name());
        map.put("linkType", LinkTypeName.of(type));
        map.put("packets", from.count().packets);
        map.put("bytes", from.count().bytes);
        if (dropped(from.on()) >= 0) {
            map.put("dropped", dropped(from.on()));
        }
        return map;
    }

    private static Map<String, Object> branch(Branch branch) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("depth", branch.depth());
        map.put("protocol", branch.name());
        map.put("packets", branch.packets());
        map.put("bytes", branch.bytes());
        return map;
    }

    private static Map<String, Object> talker(Talkers.Talker talker) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("address", Addresses.text(talker.address()));
        map.put("packetsSent", talker.packetsSent());
        map.put("bytesSent", talker.bytesSent());
        map.put("packetsReceived", talker.packetsReceived());
        map.put("bytesReceived", talker.bytesReceived());
        return map;
    }

    private static Map<String, Object> port(Port port) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("protocol", port.tcp() ? "tcp" : "udp");
        map.put("port", port.number());
        map.put("packets", port.packets());
        map.put("bytes", port.bytes());
        return map;
    }
}
