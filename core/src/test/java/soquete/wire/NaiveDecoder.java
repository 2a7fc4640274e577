package soquete.wire;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A plain, slow second reading of frames, which shares nothing with the decoder: what both say alike is likely right.
/// Knows Ethernet, VLAN tags, SLL, null, raw, IPv4, IPv6 with its extensions, fragments, TCP, UDP, ICMP
/// errors, GRE, VXLAN and IP in IP, each in its plain form, and gives lines such as `ipv4 c0000201
/// c0000202` and `tcp 1 2 seq ack flags window length`. What it does not know it refuses with an
/// [NotKnown].
public final class NaiveDecoder {
    private static final List<Integer> ICMP_ERRORS = List.of(3, 4, 5, 11, 12);

    private final byte[] frame;
    private final List<String> found = new ArrayList<>();
    private final @Nullable Fragments fragments;

    /// Fragments that wait for others: by what they have in common, the data by its offset.
    public static final class Fragments {
        private final Map<String, TreeMap<Integer, byte[]>> waiting = new HashMap<>();
        private final Map<String, Integer> lengths = new HashMap<>();

        /// The whole datagram's data when this completes it.
        private byte @Nullable [] add(String key, int offset, byte[] data, boolean more) {
            TreeMap<Integer, byte[]> parts = waiting.computeIfAbsent(key, k -> new TreeMap<>());
            parts.putIfAbsent(offset, data);
            if (!more) {
                lengths.putIfAbsent(key, offset + data.length);
            }
            Integer length = lengths.get(key);
            if (length == null) {
                return null;
            }
            byte[] whole = new byte[length];
            int reached = 0;
            for (Map.Entry<Integer, byte[]> part : parts.entrySet()) {
                int at = part.getKey();
                if (at > reached) {
                    return null;
                }
                for (int i = reached; i < Math.min(length, at + part.getValue().length); i++) {
                    whole[i] = part.getValue()[i - at];
                    reached = i + 1;
                }
                if (reached == length) {
                    waiting.remove(key);
                    lengths.remove(key);
                    return whole;
                }
            }
            return null;
        }
    }

    /// The frame holds what this decoder was not taught. Who compares leaves it out, and counts it by this name.
    public static final class NotKnown extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        NotKnown(String what) {
            super(what);
        }
    }

    private NaiveDecoder(byte[] frame, @Nullable Fragments fragments) {
        this.frame = frame;
        this.fragments = fragments;
    }

    /// What the frame holds, outermost first. Of a fragment, what a first one holds.
    static List<String> read(int linkType, byte[] frame, int original) {
        return read(linkType, frame, original, null);
    }

    /// As above, with fragments put together: the one that completes a datagram holds what the datagram holds.
    public static List<String> read(int linkType, byte[] frame, int original, @Nullable Fragments fragments) {
        NaiveDecoder reading = new NaiveDecoder(frame, fragments);
        try {
            switch (linkType) {
                case 1 -> reading.ethernet(0, original);
                case 113 -> reading.type(reading.number(14, 2), 16, original);
                case 276 -> {
                    reading.need(0, 20, original);
                    reading.type(reading.number(0, 2), 20, original);
                }
                case 0 -> reading.loopback(original);
                case 12, 101 -> reading.ip(0, original);
                case 228 -> reading.ipv4(0, original);
                case 229 -> reading.ipv6(0, original);
                default -> throw new NotKnown("link type " + linkType);
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            // The frame ends here.
        }
        return reading.found;
    }

    private void ip(int at, int end) {
        if (number(at, 1) >> 4 == 6) {
            ipv6(at, end);
        } else {
            ipv4(at, end);
        }
    }

    private void loopback(int end) {
        String family = hex(0, 4);
        switch (family) {
            case "02000000", "00000002" -> ipv4(4, end);
            case "18000000", "00000018" -> ipv6(4, end);
            default -> throw new NotKnown(family);
        }
    }

    private int number(int at, int length) {
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value * 256 + (frame[at + i] & 0xFF);
        }
        return value;
    }

    private String hex(int at, int length) {
        if (at + length > frame.length) {
            throw new ArrayIndexOutOfBoundsException(at + length);
        }
        return HexFormat.of().formatHex(frame, at, at + length);
    }

    /// Whether what comes is the beginning of a fragment, and no more of it will be found.
    private boolean fragment;

    /// Of the IPv6 header read last: where its packet ends by its own word, and both addresses.
    private int claimedEnd;

    private String addresses = "";

    private void need(int at, int length, int end) {
        if (at + length > Math.min(end, frame.length)) {
            throw new ArrayIndexOutOfBoundsException(at + length);
        }
    }

    private void ethernet(int at, int end) {
        need(at, 14, end);
        type(number(at + 12, 2), at + 14, end);
    }

    private void type(int type, int at, int end) {
        if (type == 0x0800) {
            ipv4(at, end);
        } else if (type == 0x86DD) {
            ipv6(at, end);
        } else if (type == 0x8100 || type == 0x88A8) {
            need(at, 4, end);
            type(number(at + 2, 2), at + 4, end);
        } else if (type == 0x8847) {
            mpls(at, end);
        } else if (type == 0x8864) {
            need(at, 8, end);
            pointToPoint(at, Math.min(end, at + 6 + number(at + 4, 2)));
        } else if (type != 0x0806) {
            throw new NotKnown("type " + type);
        }
    }

    private void mpls(int at, int end) {
        int next = at;
        do {
            need(next, 4, end);
            next += 4;
        } while (number(next - 2, 1) % 2 == 0);
        need(next, 1, end);
        int version = number(next, 1) >> 4;
        if (version != 4 && version != 6 || number(next - 4, 2) == 0 && number(next - 2, 1) >> 4 == 14) {
            throw new NotKnown("MPLS without IP");
        }
        ip(next, end);
    }

    /// Of a PPPoE session.
    private void pointToPoint(int at, int end) {
        if (number(at, 2) != 0x1100) {
            throw new NotKnown("PPPoE of another version or code");
        }
        need(at + 6, 2, end);
        if (number(at + 6, 2) == 0x21) {
            ipv4(at + 8, end);
        } else if (number(at + 6, 2) == 0x57) {
            ipv6(at + 8, end);
        } else if (number(at + 6, 2) < 0x8000) {
            throw new NotKnown("PPP with " + number(at + 6, 2));
        }
    }

    private void ipv4(int at, int frameEnd) {
        need(at, 20, frameEnd);
        int version = number(at, 1) >> 4;
        if (version == 6) {
            ipv6(at, frameEnd);
            return;
        }
        int header = (number(at, 1) % 16) * 4;
        int total = number(at + 2, 2);
        if (version != 4 || header < 20 || total != 0 && total < header) {
            return;
        }
        int end = total == 0 ? frameEnd : Math.min(frameEnd, at + total);
        found.add("ipv4 " + hex(at + 12, 4) + " " + hex(at + 16, 4));
        need(at, header, end);
        int field = number(at + 6, 2) % 0x4000;
        int offset = field % 0x2000 * 8;
        int protocol = number(at + 9, 1);
        int begin = at + header;
        int claimed = total == 0 ? frameEnd : at + total;
        if (fragments != null && field != 0 && whole(begin, claimed, end)) {
            String key = hex(at + 12, 8) + " " + number(at + 4, 2) + " " + protocol;
            reassemble(key, offset, begin, claimed, field >= 0x2000, protocol);
        } else if (offset == 0 && end > begin) {
            fragment = field != 0;
            protocol(protocol, begin, end, false);
        }
    }

    private boolean whole(int begin, int claimed, int end) {
        return claimed > begin && claimed <= Math.min(end, frame.length);
    }

    private void reassemble(String key, int offset, int begin, int end, boolean more, int protocol) {
        if (fragments == null || offset + end - begin > 65535) {
            return;
        }
        byte[] data = fragments.add(key, offset, Arrays.copyOfRange(frame, begin, end), more);
        if (data != null) {
            NaiveDecoder inside = new NaiveDecoder(data, fragments);
            try {
                inside.protocol(protocol, 0, data.length, key.length() > 40);
            } catch (ArrayIndexOutOfBoundsException e) {
                // The datagram ends here.
            }
            found.addAll(inside.found);
        }
    }

    private void ipv6(int at, int frameEnd) {
        need(at, 40, frameEnd);
        if (number(at, 1) >> 4 != 6) {
            return;
        }
        int payload = number(at + 4, 2);
        int end = payload == 0 ? frameEnd : Math.min(frameEnd, at + 40 + payload);
        claimedEnd = payload == 0 ? frameEnd : at + 40 + payload;
        addresses = hex(at + 8, 32);
        fragment = false;
        found.add("ipv6 " + hex(at + 8, 16) + " " + hex(at + 24, 16));
        protocol(number(at + 6, 1), at + 40, end, true);
    }

    private void protocol(int protocol, int at, int end, boolean inIpv6) {
        switch (protocol) {
            case 0, 43, 60 -> {
                need(at, 8, end);
                int length = number(at + 1, 1) * 8 + 8;
                need(at, length, end);
                if (protocol != 43) {
                    options(at + 2, at + length);
                }
                protocol(number(at, 1), at + length, end, inIpv6);
            }
            case 44 -> {
                need(at, 8, end);
                int field = number(at + 2, 2) & 0xFFF9;
                if (!inIpv6 || field == 0 || fragments == null && field / 8 == 0) {
                    fragment = field != 0;
                    protocol(number(at, 1), at + 8, end, inIpv6);
                } else if (fragments != null && whole(at + 8, claimedEnd, end)) {
                    String key = addresses + " " + hex(at + 4, 4) + " " + number(at, 1);
                    reassemble(key, field & 0xFFF8, at + 8, claimedEnd, field % 2 != 0, number(at, 1));
                }
            }
            case 51 -> {
                need(at, 8, end);
                int length = Math.max(8, number(at + 1, 1) * 4 + 8);
                need(at, length, end);
                protocol(number(at, 1), at + length, end, inIpv6);
            }
            case 4 -> ipv4(at, end);
            case 41 -> ipv6(at, end);
            case 47 -> gre(at, end);
            case 6 -> tcp(at, end);
            case 17 -> udp(at, end);
            case 1 -> icmp(at, end, ICMP_ERRORS.contains(number(at, 1)));
            case 58 -> icmp(at, end, number(at, 1) < 128);
            case 2, 33, 46, 50, 59, 88, 89, 103, 112, 132 -> {}
            default -> throw new NotKnown("protocol " + protocol);
        }
    }

    private void options(int first, int end) {
        int at = first;
        while (at < end) {
            if (frame[at] == 0) {
                at++;
            } else {
                if (at + 2 > end) {
                    throw new ArrayIndexOutOfBoundsException(at);
                }
                at += 2 + (number(at, 1) == 201 ? 16 : number(at + 1, 1));
            }
        }
        if (at > end) {
            throw new ArrayIndexOutOfBoundsException(at);
        }
    }

    private void gre(int at, int end) {
        need(at, 4, end);
        int flags = number(at, 2);
        if (flags != 0) {
            throw new NotKnown("GRE with fields");
        }
        if (end > at + 4) {
            int type = number(at + 2, 2);
            if (type == 0x6558) {
                ethernet(at + 4, end);
            } else if (type == 0x0800 || type == 0x86DD) {
                type(type, at + 4, end);
            } else if (type != 0) {
                throw new NotKnown("GRE with " + type);
            }
        }
    }

    private void icmp(int at, int end, boolean error) {
        need(at, 8, end);
        int quote = at + 8;
        int rest = Math.min(end, frame.length) - quote;
        if (!error || rest < 20) {
            return;
        }
        int protocol;
        int begin;
        String from;
        String to;
        if (number(quote, 1) >> 4 == 4) {
            int header = number(quote, 1) % 16 * 4;
            if (header < 20 || number(quote + 6, 2) % 0x2000 != 0) {
                return;
            }
            protocol = number(quote + 9, 1);
            begin = quote + header;
            from = hex(quote + 12, 4);
            to = hex(quote + 16, 4);
        } else if (number(quote, 1) >> 4 == 6 && rest >= 40) {
            protocol = number(quote + 6, 1);
            begin = quote + 40;
            from = hex(quote + 8, 16);
            to = hex(quote + 24, 16);
            if (protocol != 6 && protocol != 17 && protocol != 58) {
                throw new NotKnown("a quoted protocol " + protocol);
            }
        } else {
            return;
        }
        int length = quote + rest - begin;
        if ((protocol == 6 || protocol == 17) && length >= 4) {
            found.add("quoted " + protocol + " " + from + " " + number(begin, 2) + " " + to + " " + number(begin + 2, 2)
                    + " " + length);
        }
    }

    private void tcp(int at, int end) {
        need(at, 4, end);
        String line = "tcp " + number(at, 2) + " " + number(at + 2, 2);
        if (Math.min(end, frame.length) - at >= 16) {
            int header = number(at + 12, 1) / 16 * 4;
            line += " " + hex(at + 4, 4) + " " + hex(at + 8, 4) + " " + number(at + 12, 2) % 4096 + " "
                    + number(at + 14, 2) + " ";
            if (fragments == null) {
                line += Math.max(0, end - at - Math.max(20, header));
            } else if (header > end - at) {
                line += "impossible";
            } else {
                line += end - at - header + (fragment ? " fragment" : "");
            }
        }
        found.add(line);
    }

    private void udp(int at, int end) {
        need(at, 4, end);
        int source = number(at, 2);
        int destination = number(at + 2, 2);
        boolean whole = Math.min(end, frame.length) - at >= 8;
        found.add("udp " + source + " " + destination + (fragments != null && whole ? " whole" : ""));
        need(at, 8, end);
        int length = number(at + 4, 2);
        int low = Math.min(source, destination);
        if (length >= 8 && low >= 1024) {
            carried(low, Math.max(source, destination), at + 8, Math.min(end, at + length));
        }
    }

    private void carried(int low, int high, int at, int end) {
        List<Integer> others = List.of(1701, 2123, 3544, 4341, 4754, 4790, 6081, 6635, 37008);
        int port = low == 2152 || low == 4789 || others.contains(low) ? low : high;
        if (others.contains(port) && end > at) {
            throw new NotKnown("UDP port " + port);
        }
        if (port == 4789) {
            need(at, 8, end);
            ethernet(at + 8, end);
        } else if (port == 2152) {
            need(at, 8, end);
            int flags = number(at, 1);
            if (flags / 16 != 3 || flags % 8 != 0) {
                throw new NotKnown("GTP with more fields");
            }
            if (number(at + 1, 1) == 255) {
                need(at + 8, 1, end);
                int version = number(at + 8, 1) >> 4;
                if (version != 4 && version != 6) {
                    throw new NotKnown("GTP without IP");
                }
                ip(at + 8, end);
            }
        }
    }
}
