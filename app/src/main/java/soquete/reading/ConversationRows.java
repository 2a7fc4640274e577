package soquete.reading;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import soquete.flow.AnalysisFlag;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.tcp.Pauses;
import soquete.tcp.RoundTrips;
import soquete.tcp.TcpState;
import soquete.text.Json;
import soquete.text.Messages;

/// A table of conversations, a row each.
public final class ConversationRows {
    private static final int BYTE_FIELD = 11;
    /// Rows made at once.
    private static final int PART = 1024;
    /// What a row is long without its ends, if nothing is flagged.
    private static final int REST_OF_ROW = 120;
    private static final List<AnalysisFlag> FLAGS = List.of(AnalysisFlag.values());

    private static final byte[] TCP = bytes("TCP");
    private static final byte[] UDP = bytes("UDP");
    private static final byte[] GAP = bytes("  ");
    private static final byte[] BETWEEN_STATES = bytes(" / ");
    private static final byte[] UNKNOWN_STATE = bytes(state(null));
    private static final byte[][] STATES =
            Arrays.stream(TcpState.values()).map(state -> bytes(state(state))).toArray(byte[][]::new);

    private final Messages texts;
    private final long start;
    private final Rows rows;

    /// @param start when the capture began: times in the table count from there
    public ConversationRows(Messages texts, long start) {
        this(texts, start, new Rows());
    }

    private ConversationRows(Messages texts, long start, Rows rows) {
        this.texts = texts;
        this.start = start;
        this.rows = rows;
    }

    /// Writes the rows under a heading. Columns are as wide as the widest end needs.
    public void write(List<? extends Flow> flows, OutputStream out) throws IOException {
        int threads = Reading.threads();
        try (InOrder parts = new InOrder(threads)) {
            int[] width = {12};
            parts.each(flows, Math.ceilDiv(flows.size(), threads), ConversationRows::width, widest -> {
                width[0] = Math.max(width[0], widest);
            });
            heading(width[0]);
            rows.writeTo(out);
            Queue<Rows> written = new ConcurrentLinkedQueue<>();
            parts.each(flows, PART, part -> rows(part, width[0], written.poll()), made -> {
                made.writeTo(out);
                made.clear();
                written.add(made);
            });
        }
    }

    /// Writes a JSON object a line for each.
    public void writeJson(List<? extends Flow> flows, OutputStream out) throws IOException {
        try (InOrder parts = new InOrder(Reading.threads())) {
            parts.each(flows, PART, ConversationRows::objects, made -> made.writeTo(out));
        }
    }

    private static Rows objects(List<? extends Flow> flows) {
        Rows made = new Rows();
        for (Flow flow : flows) {
            made.add(json(flow));
            made.add('\n');
        }
        return made;
    }

    private Rows rows(List<? extends Flow> flows, int width, @Nullable Rows written) {
        Rows made = written == null ? new Rows(PART * (2 * width + REST_OF_ROW)) : written;
        ConversationRows table = new ConversationRows(texts, start, made);
        for (Flow flow : flows) {
            table.row(flow, width);
        }
        return made;
    }

    private static int width(List<? extends Flow> flows) {
        int width = 0;
        for (Flow flow : flows) {
            width = Math.max(width, Math.max(Rows.endLength(flow, true), Rows.endLength(flow, false)));
        }
        return width;
    }

    private void heading(int width) {
        right(texts.text("column.stream"), 10);
        rows.add("  ");
        left(texts.text("column.client"), width + 2);
        left(texts.text("column.server"), width + 2);
        right(texts.text("column.packets-out"), 9);
        right(texts.text("column.packets-in"), 9);
        right(texts.text("column.bytes-out"), BYTE_FIELD);
        right(texts.text("column.bytes-in"), BYTE_FIELD);
        right(texts.text("column.start"), 14);
        right(texts.text("column.duration"), 12);
        rows.add("  ");
        rows.add(texts.text("column.states"));
        rows.add('\n');
    }

    private void row(Flow flow, int width) {
        rows.add(flow instanceof TcpFlow ? TCP : UDP);
        rows.right(flow.number(), 7);
        rows.add(GAP);
        int begin = rows.size();
        rows.end(flow, true);
        rows.pad(begin + width + 2);
        rows.end(flow, false);
        rows.pad(begin + 2 * (width + 2));
        rows.right(flow.clientPackets(), 9);
        rows.right(flow.serverPackets(), 9);
        rows.right(flow.clientBytes(), BYTE_FIELD);
        rows.right(flow.serverBytes(), BYTE_FIELD);
        rows.rightMicros(flow.firstTime() - start, 14);
        rows.rightMicros(flow.lastTime() - flow.firstTime(), 12);
        if (flow instanceof TcpFlow connection) {
            rows.add(GAP);
            rows.add(bytes(connection.clientState()));
            rows.add(BETWEEN_STATES);
            rows.add(bytes(connection.serverState()));
            flags(connection);
        }
        rows.add('\n');
    }

    private static String state(@Nullable TcpState state) {
        return state == null ? "?" : state.toString();
    }

    private static byte[] bytes(@Nullable TcpState state) {
        return state == null ? UNKNOWN_STATE : STATES[state.ordinal()];
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What the analysis flagged, by how often.
    private void flags(TcpFlow flow) {
        char before = ' ';
        for (AnalysisFlag flag : flow.flagged() ? FLAGS : List.<AnalysisFlag>of()) {
            int count = flow.count(flag, true) + flow.count(flag, false);
            if (count > 0) {
                rows.add(before == ' ' ? "  " : ", ");
                rows.decimal(count);
                rows.add(' ');
                rows.add(flag.text());
                before = ',';
            }
        }
    }

    private void right(String text, int width) {
        rows.pad(rows.size() + Math.max(0, width - text.length()));
        rows.add(text);
    }

    private void left(String text, int width) {
        int begin = rows.size();
        rows.add(text);
        rows.pad(begin + width);
    }

    /// One JSON object of all that is known of a conversation.
    private static String json(Flow flow) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", flow instanceof TcpFlow ? "TCP" : "UDP");
        fields.put("stream", flow.number());
        fields.put("client", flow.client().toString());
        fields.put("server", flow.server().toString());
        fields.put("client_packets", flow.clientPackets());
        fields.put("server_packets", flow.serverPackets());
        fields.put("client_bytes", flow.clientBytes());
        fields.put("server_bytes", flow.serverBytes());
        fields.put("first_packet", flow.firstPacket());
        fields.put("last_packet", flow.lastPacket());
        fields.put("start_nanos", flow.firstTime());
        fields.put("duration_nanos", flow.lastTime() - flow.firstTime());
        if (flow instanceof TcpFlow connection) {
            connection(fields, connection);
        }
        return Json.line(fields);
    }

    private static void connection(Map<String, Object> fields, TcpFlow flow) {
        fields.put("client_state", state(flow.clientState()));
        fields.put("server_state", state(flow.serverState()));
        fields.put("completeness", flow.completeness());
        fields.put("handshake_nanos", flow.initialRoundTrip());
        fields.put("first_byte_nanos", flow.firstByteNanos());
        for (boolean ofClient : new boolean[] {true, false}) {
            Map<String, Object> direction = new LinkedHashMap<>();
            RoundTrips roundTrips = flow.roundTrips(ofClient);
            if (roundTrips.count() > 0) {
                direction.put("round_trip_min_nanos", roundTrips.min());
                direction.put("round_trip_median_nanos", roundTrips.median());
                direction.put("round_trip_p99_nanos", roundTrips.quantile(0.99));
            }
            direction.put("text_bytes", flow.direction(ofClient).textBytes());
            direction.put("text_bytes_again", flow.direction(ofClient).textBytesAgain());
            direction.put(
                    "throughput_bytes_per_second",
                    Math.round(flow.direction(ofClient).throughput()));
            direction.put(
                    "goodput_bytes_per_second",
                    Math.round(flow.direction(ofClient).goodput()));
            direction.put("largest_flight_bytes", flow.direction(ofClient).largestFlight());
            direction.put("window_closed_nanos", flow.direction(ofClient).windowClosedNanos());
            for (AnalysisFlag flag : FLAGS) {
                if (flow.count(flag, ofClient) > 0) {
                    direction.put(flag.text(), flow.count(flag, ofClient));
                }
            }
            fields.put(ofClient ? "from_client" : "from_server", direction);
        }
        List<Map<String, Object>> pauses = new ArrayList<>();
        for (Pauses.Cause cause : Pauses.Cause.values()) {
            if (flow.pauses().count(cause) > 0) {
                Map<String, Object> pause = new LinkedHashMap<>();
                pause.put("whose", cause.name());
                pause.put("count", flow.pauses().count(cause));
                pause.put("total_nanos", flow.pauses().totalNanos(cause));
                pause.put("longest_nanos", flow.pauses().longestNanos(cause));
                pause.put("longest_ends_with_packet", flow.pauses().longestAfter(cause));
                pauses.add(pause);
            }
        }
        fields.put("pauses", pauses);
    }
}
