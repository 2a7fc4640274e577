package soquete.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import soquete.wire.Decoder;
import soquete.wire.Frames;
import soquete.wire.LinkType;
import soquete.wire.TransportHeader;

/// What is said of a frame without decoding it is what is said of it decoded.
class PlainSubjectTest {
    private final TransportHeader header = new TransportHeader();
    private final PlainSubject plain = new PlainSubject(header);
    private final Decoder decoder = new Decoder();
    private final PacketSubject decoded = new PacketSubject(decoder.layers());

    @Test
    void saysWhatTheDecoderSays() {
        List<Field> said = new ArrayList<>();
        Frames.all().forEach((name, one) -> {
            int length = one.bytes().length;
            if (header.glance(one.linkType().value(), one.bytes(), 0, length, length)) {
                decoder.read(LinkType.ETHERNET, MemorySegment.ofArray(one.bytes()), 0, length, length);
                for (Field field : Field.values()) {
                    FieldValues values = new FieldValues();
                    if (field.source() == Field.Source.HEADER && plain.add(field, values)) {
                        assertThat(list(values)).as(name + " " + field).isEqualTo(list(decoded.values(field)));
                        said.add(field);
                    }
                }
            }
        });
        assertThat(said).contains(Field.TCP_PORT, Field.UDP_PORT, Field.IPV6_SRC, Field.IP_ADDR, Field.TCP_FLAGS_SYN);
    }

    private static List<Long> list(FieldValues values) {
        List<Long> list = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            list.add(values.high(i));
            list.add(values.low(i));
        }
        return list;
    }
}
