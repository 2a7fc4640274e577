package soquete.wire;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A plain, slow second reading of frames, which shares nothing with the decoder: what both say alike is likely right.
/// Knows Ethernet, VLAN tags, SLL, null, raw, IPv4, IPv6 with its extensions, TCP, UDP, GRE, VXLAN and IP in IP, each
/// in
/// its plain form, and gives lines such as `ipv4 c0000201 c0000202` and `tcp 1 2 seq ack flags window length`.
final class NaiveDecoder {
    private final byte[] frame;
    private final List<String> found = new ArrayList<>();

    private NaiveDecoder(byte[] frame) {
        this.frame = frame;
    }

    /// What the frame holds, outermost first.
    static List<String> read(int linkType, byte[] frame, int original) {
        NaiveDecoder reading = new NaiveDecoder(frame);
        try {
            switch (linkType) {
                case 1 -> reading.ethernet(0, original);
                case 113 -> reading.type(reading.number(14, 2), 16, original);
                case 0 -> reading.loopback(original);
                case 101 -> {
                    if (reading.number(0, 1) >> 4 == 6) {
                        reading.ipv6(0, original);
                    } else {
                        reading.ipv4(0, original);
                    }
                }
                default -> throw new IllegalArgumentException("link type " + linkType);
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            // The frame ends here.
        }
        return reading.found;
    }

    private void loopback(int end) {
        String family = hex(0, 4);
        switch (family) {
            case "02000000", "00000002" -> ipv4(4, end);
            case "18000000", "00000018" -> ipv6(4, end);
            default -> throw new UnsupportedOperationException(family);
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
        } else {
            throw new UnsupportedOperationException("type " + type);
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
        boolean later = number(at + 6, 2) % 0x2000 != 0;
        if (!later && end > at + header) {
            protocol(number(at + 9, 1), at + header, end, false);
        }
    }

    private void ipv6(int at, int frameEnd) {
        need(at, 40, frameEnd);
        if (number(at, 1) >> 4 != 6) {
            return;
        }
        int payload = number(at + 4, 2);
        int end = payload == 0 ? frameEnd : Math.min(frameEnd, at + 40 + payload);
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
                if (!inIpv6 || number(at + 2, 2) / 8 == 0) {
                    protocol(number(at, 1), at + 8, end, inIpv6);
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
            case 1, 50, 58, 59 -> {}
            default -> throw new UnsupportedOperationException("protocol " + protocol);
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
            throw new UnsupportedOperationException("GRE with fields");
        }
        if (end > at + 4) {
            int type = number(at + 2, 2);
            if (type == 0x6558) {
                ethernet(at + 4, end);
            } else if (type == 0x0800 || type == 0x86DD) {
                type(type, at + 4, end);
            } else if (type != 0) {
                throw new UnsupportedOperationException("GRE with " + type);
            }
        }
    }

    private void tcp(int at, int end) {
        need(at, 4, end);
        String line = "tcp " + number(at, 2) + " " + number(at + 2, 2);
        if (Math.min(end, frame.length) - at >= 16) {
            int header = number(at + 12, 1) / 16 * 4;
            line += " " + hex(at + 4, 4) + " " + hex(at + 8, 4) + " " + number(at + 12, 2) % 4096 + " "
                    + number(at + 14, 2) + " " + Math.max(0, end - at - Math.max(20, header));
        }
        found.add(line);
    }

    private void udp(int at, int end) {
        need(at, 4, end);
        int source = number(at, 2);
        int destination = number(at + 2, 2);
        found.add("udp " + source + " " + destination);
        need(at, 8, end);
        int length = number(at + 4, 2);
        int low = Math.min(source, destination);
        if (length >= 8 && low >= 1024) {
            if (source == 4789 || destination == 4789) {
                int inner = Math.min(end, at + length);
                need(at, 16, inner);
                ethernet(at + 16, inner);
            }
        }
    }
}
