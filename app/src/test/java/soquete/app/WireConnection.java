package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import soquete.tcp.TcpState;
import soquete.timeline.Side;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// One TCP connection as tshark reads its packets, with the states that they say by RFC 9293 §3.3.2: a reading that
/// shares nothing with ours.
final class WireConnection {

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    /// One packet of tshark's rows.
    private record Row(Endpoint from, Endpoint to, int flags, long seq, long ack, long length) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    private final Endpoint client;
    private final Endpoint server;
    private final Map<Side, Long> bytes = new EnumMap<>(Side.class);
    private final Map<Side, Long> fins = new EnumMap<>(Side.class);
    private final Map<Side, List<TcpState>> states = new EnumMap<>(Side.class);
    private int packets;
    private boolean reset;

    private WireConnection(Row first) {
        client = first.from();
        server = first.to();
        for (Side side : Side.values()) {
            bytes.put(side, 0L);
            states.put(side, new ArrayList<>());
        }
    }

    /// In order of appearance.
    static List<WireConnection> of(Path recording) throws IOException, InterruptedException {
        Path rows = Files.createTempFile("tshark", ".tsv");
        Path errors = Files.createTempFile("tshark", ".err");
        try {
            List<String> command = new ArrayList<>(List.of("tshark", "-r", recording.toString(), "-Y", "tcp", "-T"));
            command.add("fields");
            for (String field : List.of(
                    "tcp.stream",
                    "ip.src",
                    "tcp.srcport",
                    "ip.dst",
                    "tcp.dstport",
                    "tcp.flags",
                    "tcp.seq",
                    "tcp.ack",
                    "tcp.len")) {
                command.addAll(List.of("-e", field));
            }
            Process tshark = new ProcessBuilder(command)
                    .redirectOutput(rows.toFile())
                    .redirectError(errors.toFile())
                    .start();
            assertThat(tshark.waitFor()).as(Files.readString(errors)).isZero();
            return List.copyOf(read(Files.readAllLines(rows)));
        } finally {
            Files.delete(rows);
            Files.delete(errors);
        }
    }

    private static Collection<WireConnection> read(List<String> lines) {
        Map<String, WireConnection> streams = new LinkedHashMap<>();
        for (String line : lines) {
            String[] cells = line.split("\t", -1);
            Row row = new Row(
                    endpoint(cells[1], cells[2]),
                    endpoint(cells[3], cells[4]),
                    Integer.decode(cells[5]),
                    Long.parseLong(cells[6]),
                    cells[7].isEmpty() ? 0 : Long.parseLong(cells[7]),
                    Long.parseLong(cells[8]));
            streams.computeIfAbsent(cells[0], s -> new WireConnection(row)).take(row);
        }
        return streams.values();
    }

    private static Endpoint endpoint(String address, String port) {
        return new Endpoint(Addresses.literal(address), Integer.parseInt(port));
    }

    private void take(Row row) {
        packets++;
        Side from = row.from().equals(client) ? Side.CLIENT : Side.SERVER;
        Side to = from.other();
        if (reset) {
            return;
        }
        if (row.has(RST)) {
            reset = true;
            enter(from, TcpState.CLOSED);
            enter(to, TcpState.CLOSED);
            return;
        }
        if (row.has(SYN)) {
            opens(row);
            return;
        }
        if (row.length() > 0) {
            bytes.merge(from, row.seq() - 1 + row.length(), Math::max);
        }
        if (from == Side.CLIENT && now(Side.SERVER) == TcpState.SYN_RECEIVED) {
            enter(Side.SERVER, TcpState.ESTABLISHED);
        }
        acknowledges(row, from);
        if (row.has(FIN) && !fins.containsKey(from)) {
            fins.put(from, row.seq() + row.length());
            enter(from, now(from) == TcpState.CLOSE_WAIT ? TcpState.LAST_ACK : TcpState.FIN_WAIT_1);
        }
    }

    private void opens(Row row) {
        if (row.has(ACK)) {
            enter(Side.CLIENT, TcpState.ESTABLISHED);
        } else {
            enter(Side.CLIENT, TcpState.SYN_SENT);
            enter(Side.SERVER, TcpState.SYN_RECEIVED);
        }
    }

    /// Who acknowledges a FIN has received it, and who sent it learns so.
    private void acknowledges(Row row, Side from) {
        Side to = from.other();
        Long fin = fins.get(to);
        if (fin == null || row.ack() <= fin) {
            return;
        }
        switch (now(to)) {
            case FIN_WAIT_1 -> enter(to, TcpState.FIN_WAIT_2);
            case CLOSING -> enter(to, TcpState.TIME_WAIT);
            case LAST_ACK -> enter(to, TcpState.CLOSED);
            default -> {}
        }
        switch (now(from)) {
            case ESTABLISHED -> enter(from, TcpState.CLOSE_WAIT);
            case FIN_WAIT_1 -> enter(from, TcpState.CLOSING);
            case FIN_WAIT_2 -> enter(from, TcpState.TIME_WAIT);
            default -> {}
        }
    }

    private TcpState now(Side side) {
        List<TcpState> all = states(side);
        return all.isEmpty() ? TcpState.CLOSED : all.getLast();
    }

    private void enter(Side side, TcpState state) {
        if (now(side) != state) {
            states(side).add(state);
        }
    }

    Endpoint client() {
        return client;
    }

    Endpoint server() {
        return server;
    }

    int packets() {
        return packets;
    }

    /// Whether it was broken off.
    boolean reset() {
        return reset;
    }

    /// The length of the stream that the side sent: text that was sent again counts once.
    long bytes(Side sender) {
        return bytes.getOrDefault(sender, 0L);
    }

    /// From SYN-SENT, or SYN-RECEIVED, on.
    List<TcpState> states(Side side) {
        return states.getOrDefault(side, List.of());
    }

    @Override
    public String toString() {
        return client + " → " + server;
    }
}
