package soquete.flow;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.pcap.NaiveCapture;
import soquete.wire.NaiveDecoder;
import soquete.wire.TcpView;

/// A second reading of whole captures: plain, slow and obvious, with nothing of the engine. Of each packet
/// it gives what [#FIELDS] name, as `field=value,value`.
final class NaiveReading {
    private static final long LOW32 = 0xFFFF_FFFFL;

    private final NaiveDecoder.Fragments fragments = new NaiveDecoder.Fragments();
    private final Map<String, Stream> segments = new HashMap<>();
    private final Map<String, Integer> datagrams = new HashMap<>();
    private int streams;
    private Map<String, List<String>> packet = new LinkedHashMap<>();

    /// A TCP conversation: by the end that speaks, the number that its relative ones count from.
    private record Stream(int number, Map<String, Long> bases) {}

    /// What stands in a packet that the naive decoder does not know, so that the streams can be counted on.
    interface Substitute {
        List<String> lines(int packetNumber, String unknown);
    }

    /// Every packet of a sound capture, or of a cut one those that are whole.
    ///
    /// @param substitute what is in packets that the naive decoder does not know
    /// @return null for those
    static List<@Nullable Map<String, List<String>>> packets(byte[] file, Substitute substitute) throws IOException {
        NaiveReading reading = new NaiveReading();
        List<@Nullable Map<String, List<String>>> packets = new ArrayList<>();
        int number = 0;
        for (NaiveCapture.Packet next : NaiveCapture.packets(file)) {
            number++;
            reading.packet = new LinkedHashMap<>();
            byte[] bytes = HexFormat.of().parseHex(next.bytes());
            reading.add("frame.number", number);
            if (!next.nanos().equals(BigInteger.ONE.negate())) {
                // Times after the year 2262 are told as its April: nanoseconds have 63 bits.
                reading.add("frame.time_epoch", next.nanos().min(BigInteger.valueOf(Long.MAX_VALUE)));
            }
            reading.add("frame.len", next.original());
            reading.add("frame.cap_len", bytes.length);
            List<String> lines;
            boolean known = true;
            try {
                lines = NaiveDecoder.read(
                        next.linkType(), bytes, Math.max(bytes.length, next.original()), reading.fragments);
            } catch (NaiveDecoder.NotKnown e) {
                lines = substitute.lines(number, String.valueOf(e.getMessage()));
                known = false;
            }
            reading.headers(lines);
            packets.add(known ? reading.packet : null);
        }
        return packets;
    }

    private void add(String field, Object value) {
        packet.computeIfAbsent(field, f -> new ArrayList<>()).add(value.toString());
    }

    private void headers(List<String> lines) {
        String source = "";
        String destination = "";
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "ipv4", "ipv6" -> {
                    source = words[1];
                    destination = words[2];
                    String protocol = words[0].equals("ipv4") ? "ip" : "ipv6";
                    add(protocol + ".src", source);
                    add(protocol + ".dst", destination);
                }
                case "udp" -> {
                    add("udp.srcport", words[1]);
                    add("udp.dstport", words[2]);
                    if (words.length > 3) {
                        datagram(source + ":" + words[1], destination + ":" + words[2]);
                    }
                }
                case "tcp" -> segment(source, destination, words);
                case "quoted" -> quoted(words);
                default -> throw new IllegalStateException(line);
            }
        }
    }

    private static String ends(String source, String destination) {
        return source.compareTo(destination) < 0 ? source + " " + destination : destination + " " + source;
    }

    private void datagram(String source, String destination) {
        String ends = ends(source, destination);
        datagrams.putIfAbsent(ends, datagrams.size());
        add("udp.stream", datagrams.get(ends));
    }

    /// What an ICMP error quotes names its conversation, or opens one, and says no more.
    private void quoted(String[] words) {
        String source = words[2] + ":" + words[3];
        String destination = words[4] + ":" + words[5];
        int length = Integer.parseInt(words[6]);
        if (words[1].equals("17") && length >= 8) {
            datagram(source, destination);
        } else if (words[1].equals("6") && length >= 16) {
            add("tcp.stream", stream(ends(source, destination)).number);
        }
    }

    private Stream stream(String ends) {
        return segments.computeIfAbsent(ends, e -> new Stream(streams++, new HashMap<>()));
    }

    private void segment(String sourceAddress, String destinationAddress, String[] words) {
        add("tcp.srcport", words[1]);
        add("tcp.dstport", words[2]);
        if (words.length == 3) {
            return;
        }
        String source = sourceAddress + ":" + words[1];
        String destination = destinationAddress + ":" + words[2];
        long sequence = Long.parseLong(words[3], 16);
        long acknowledgment = Long.parseLong(words[4], 16);
        int flags = Integer.parseInt(words[5]);
        boolean syn = (flags & TcpView.SYN) != 0;
        boolean ack = (flags & TcpView.ACK) != 0;
        boolean possible = !words[7].equals("impossible");
        boolean sound = possible && words.length == 8;
        add("tcp.seq_raw", sequence);
        add("tcp.ack_raw", acknowledgment);
        add("tcp.flags", flags);
        add("tcp.window_size_value", words[6]);
        if (possible) {
            add("tcp.len", words[7]);
        }
        String ends = ends(source, destination);
        boolean isNew = !segments.containsKey(ends);
        Stream stream = stream(ends);
        // An end that talks to itself has one direction only.
        String to = source.equals(destination) ? "itself" : destination;
        Long base = stream.bases.get(source);
        if (!isNew && syn && base != null && base != sequence) {
            if (ack) {
                stream.bases.put(source, sequence);
            } else {
                segments.remove(ends);
                stream = stream(ends);
            }
        }
        add("tcp.stream", stream.number);
        if (sound) {
            stream.bases.putIfAbsent(source, syn ? sequence : sequence - 1);
            if (ack) {
                stream.bases.putIfAbsent(to, acknowledgment - 1);
            }
        }
        relative("tcp.seq", sequence, sound ? stream.bases.get(source) : null);
        relative("tcp.ack", acknowledgment, sound && ack ? stream.bases.get(to) : null);
    }

    private void relative(String field, long number, @Nullable Long base) {
        add(field, number - (base == null ? 0 : base) & LOW32);
    }
}
