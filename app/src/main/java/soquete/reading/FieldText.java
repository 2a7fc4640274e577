package soquete.reading;

import soquete.filter.Field;
import soquete.filter.FieldValues;
import soquete.flow.PacketFields;

/// Values of fields as text, as tshark writes them.
final class FieldText {
    private final Rows rows;
    private final PacketFields packet;

    FieldText(Rows rows, PacketFields packet) {
        this.rows = rows;
        this.packet = packet;
    }

    /// All values, with commas between.
    void all(Field field, FieldValues values) {
        if (field.kind() == Field.Kind.TEXT) {
            rows.add(packet.text(field));
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                rows.add(',');
            }
            one(field, values, i);
        }
    }

    /// One value, or an array of several. Numbers stay numbers, addresses and flags are strings.
    void json(Field field, FieldValues values) {
        if (values.size() > 1) {
            rows.add('[');
        }
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                rows.add(',');
            }
            switch (field.kind()) {
                case PROTOCOL -> rows.add("true");
                case BOOLEAN -> rows.add(values.low(i) == 0 ? "false" : "true");
                case NUMBER8, NUMBER16, NUMBER32 -> rows.decimal(values.low(i));
                case SECONDS -> rows.seconds(values.nanos(i));
                case TEXT -> {
                    rows.add('"');
                    rows.add(packet.text(field));
                    rows.add('"');
                }
                case IPV4, IPV6, MAC -> {
                    rows.add('"');
                    one(field, values, i);
                    rows.add('"');
                }
            }
        }
        if (values.size() > 1) {
            rows.add(']');
        }
    }

    private void one(Field field, FieldValues values, int i) {
        long low = values.low(i);
        switch (field.kind()) {
            case PROTOCOL -> rows.add('1');
            case BOOLEAN -> rows.add(low == 0 ? '0' : '1');
            case NUMBER8, NUMBER16, NUMBER32 -> number(field, low);
            case IPV4 -> rows.ipv4(low);
            case IPV6 -> rows.ipv6(values.high(i), low);
            case MAC -> rows.mac(low);
            case SECONDS -> rows.seconds(values.nanos(i));
            case TEXT -> rows.add(packet.text(field));
        }
    }

    private void number(Field field, long value) {
        if (field.hexadecimal()) {
            rows.add("0x");
            rows.hex(value, 4);
        } else {
            rows.decimal(value);
        }
    }
}
