package soquete.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import soquete.filter.Field;
import soquete.filter.FieldValues;
import soquete.pcap.CaptureReader;

/// What the engine says of each packet in the fields that a [NaiveReading] knows too.
final class ComparedFields {
    private static final Set<Field> FIELDS = EnumSet.of(
            Field.FRAME_NUMBER,
            Field.FRAME_TIME_EPOCH,
            Field.FRAME_LEN,
            Field.FRAME_CAP_LEN,
            Field.IP_SRC,
            Field.IP_DST,
            Field.IPV6_SRC,
            Field.IPV6_DST,
            Field.TCP_SRCPORT,
            Field.TCP_DSTPORT,
            Field.TCP_SEQ_RAW,
            Field.TCP_ACK_RAW,
            Field.TCP_FLAGS,
            Field.TCP_WINDOW,
            Field.TCP_LEN,
            Field.TCP_STREAM,
            Field.TCP_SEQ,
            Field.TCP_ACK,
            Field.UDP_SRCPORT,
            Field.UDP_DSTPORT,
            Field.UDP_STREAM);

    private ComparedFields() {}

    static List<Map<String, List<String>>> of(CaptureReader opened) throws IOException {
        List<Map<String, List<String>>> packets = new ArrayList<>();
        EngineFuzz.run(opened, new EachPacket(Depth.FLAGS, packet -> packets.add(texts(packet))), 2);
        return packets;
    }

    private static Map<String, List<String>> texts(PacketFields packet) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (Field field : FIELDS) {
            FieldValues values = packet.values(field);
            for (int i = 0; i < values.size(); i++) {
                texts.computeIfAbsent(field.text(), f -> new ArrayList<>()).add(text(field, values, i));
            }
        }
        return texts;
    }

    private static String text(Field field, FieldValues values, int i) {
        HexFormat hex = HexFormat.of();
        return switch (field.kind()) {
            case SECONDS -> Long.toString(values.nanos(i));
            case IPV4 -> hex.toHexDigits((int) values.low(i));
            case IPV6 -> hex.toHexDigits(values.high(i)) + hex.toHexDigits(values.low(i));
            default -> Long.toString(values.low(i));
        };
    }
}
