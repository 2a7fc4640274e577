package soquete.ladder;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import soquete.tcp.Connection;
import soquete.tcp.Segment;
import soquete.timeline.Frame;
import soquete.wire.Addresses;
import soquete.wire.ArpView;
import soquete.wire.Layers;

/// A packet in a few words, in Wireshark's.
public final class PacketText {

    private static final int LONGEST_PAYLOAD = 48;

    private PacketText() {}

    /// `PSH ACK seq=1 ack=1 len=12`, `UDP len=13`, `ARP who has 198.51.100.2? tell 198.51.100.1`.
    public static String label(Frame frame) {
        Layers layers = frame.layers();
        Connection.Step step = frame.step();
        if (step != null) {
            return tcp(step);
        }
        if (layers.udp() != null) {
            return "UDP len=" + layers.payloadLength();
        }
        ArpView arp = layers.arp();
        if (arp != null) {
            return arp(arp);
        }
        if (layers.icmp() != null) {
            return icmp(layers.icmp().type(), layers.icmp().code());
        }
        if (layers.icmpv6() != null) {
            return "ICMPv6 " + layers.icmpv6().type() + "/" + layers.icmpv6().code();
        }
        return frame.packet().originalLength() + " bytes";
    }

    private static String tcp(Connection.Step step) {
        Segment segment = step.segment();
        StringJoiner text = new StringJoiner(" ");
        flags(segment, text);
        text.add("seq=" + step.relativeSequence());
        if (segment.ack()) {
            text.add("ack=" + step.relativeAcknowledgment());
        }
        if (segment.textLength() > 0) {
            text.add("len=" + segment.textLength());
        }
        if (segment.windowField() == 0 && !segment.rst()) {
            text.add("win=0");
        }
        return text.toString();
    }

    private static void flags(Segment segment, StringJoiner text) {
        String[] names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
        for (int bit : new int[] {1, 2, 0, 3, 5, 4}) {
            if ((segment.flags() & (1 << bit)) != 0) {
                text.add(names[bit]);
            }
        }
    }

    private static String arp(ArpView arp) {
        InetAddress sender = arp.senderProtocol();
        InetAddress target = arp.targetProtocol();
        if (sender == null || target == null) {
            return "ARP";
        }
        return arp.operation() == ArpView.REQUEST
                ? "ARP who has " + Addresses.text(target) + "? tell " + Addresses.text(sender)
                : "ARP " + Addresses.text(sender) + " is at " + arp.senderHardware();
    }

    private static String icmp(int type, int code) {
        if (type == 3 && code == 3) {
            return "ICMP 3/3 port unreachable";
        }
        return "ICMP " + type + "/" + code;
    }

    /// The payload as text when it is short UTF-8, else empty; line ends as `\n`.
    public static String payload(Frame frame) {
        byte[] bytes = frame.payload();
        if (bytes.length == 0 || bytes.length != frame.layers().payloadLength()) {
            return "";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            text = text.replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\t", "\\t");
            boolean readable = text.chars().noneMatch(Character::isISOControl);
            return !readable
                    ? ""
                    : text.length() <= LONGEST_PAYLOAD ? text : text.substring(0, LONGEST_PAYLOAD - 1) + "…";
        } catch (CharacterCodingException e) {
            return ""; // not text: its length is in the label
        }
    }
}
