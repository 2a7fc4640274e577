package soquete.reading;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import soquete.filter.Field;
import soquete.filter.FieldValues;
import soquete.filter.Filter;
import soquete.flow.Depth;
import soquete.flow.Job;
import soquete.flow.PacketBatch;
import soquete.flow.PacketFields;
import soquete.flow.TcpFlow;

/// Prints chosen fields of each packet that a filter lets through, a row each.
public final class FieldsJob implements Job {

    /// How rows are written.
    public enum Format {
        /// Values between tabs; several values of one field between commas, as tshark does.
        TSV,
        /// As TSV, between commas, several values in quotes.
        CSV,
        /// One JSON object a row; a field without a value is left out.
        JSON
    }

    private final List<Field> fields;
    private final Filter filter;
    private final Format format;
    private final OutputStream out;
    private List<TcpFlow> finals = List.of();
    private boolean rowsWritten;

    public FieldsJob(List<Field> fields, Filter filter, Format format, OutputStream out) {
        this.fields = List.copyOf(fields);
        this.filter = filter;
        this.format = format;
        this.out = out;
    }

    /// Whether a field has its final value only after the whole capture was read once.
    public boolean needsFinals() {
        return List.of(Field.TCP_COMPLETENESS, Field.TCP_INITIAL_RTT).stream().anyMatch(this::uses);
    }

    private boolean uses(Field field) {
        return fields.contains(field) || filter.fields().contains(field);
    }

    /// The connections as an earlier reading of the same captures left them.
    public void finals(List<TcpFlow> connections) {
        finals = connections;
    }

    @Override
    public Depth depth() {
        boolean analysis = fields.stream().anyMatch(f -> f.source() == Field.Source.ANALYSIS);
        return analysis || Reading.analyses(filter) ? Depth.FLAGS : Depth.PACKETS;
    }

    @Override
    public boolean readsBytes() {
        return Stream.concat(fields.stream(), filter.fields().stream()).anyMatch(PacketFields::readsBytes);
    }

    /// The names of the fields, where the format has such a row.
    public void header() throws IOException {
        if (format != Format.JSON) {
            String separator = format == Format.CSV ? "," : "\t";
            String names =
                    String.join(separator, fields.stream().map(Field::text).toList());
            out.write((names + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Whether a row was written.
    public boolean rowsWritten() {
        return rowsWritten;
    }

    @Override
    public Work begin() {
        return new Work() {
            private final Rows rows = new Rows();
            private final PacketFields packet = new PacketFields(finals);
            private final FieldText text = new FieldText(rows, packet);

            @Override
            public void each(PacketBatch batch) {
                rows.clear();
                for (int i = 0; i < batch.size(); i++) {
                    packet.of(batch.packet(i));
                    if (filter.matches(packet)) {
                        row();
                    }
                }
            }

            private void row() {
                if (format == Format.JSON) {
                    object();
                    return;
                }
                char separator = format == Format.CSV ? ',' : '\t';
                for (int i = 0; i < fields.size(); i++) {
                    if (i > 0) {
                        rows.add(separator);
                    }
                    Field field = fields.get(i);
                    FieldValues values = packet.values(field);
                    boolean quoted = format == Format.CSV && values.size() > 1;
                    if (quoted) {
                        rows.add('"');
                    }
                    text.all(field, values);
                    if (quoted) {
                        rows.add('"');
                    }
                }
                rows.add('\n');
            }

            private void object() {
                char before = '{';
                for (Field field : fields) {
                    FieldValues values = packet.values(field);
                    if (values.size() > 0) {
                        rows.add(before);
                        rows.add('"');
                        rows.add(field.text());
                        rows.add("\":");
                        text.json(field, values);
                        before = ',';
                    }
                }
                rows.add(before == '{' ? "{}\n" : "}\n");
            }

            @Override
            public void inOrder(PacketBatch batch) throws IOException {
                if (rows.size() > 0) {
                    rowsWritten = true;
                    rows.writeTo(out);
                }
            }
        };
    }
}
