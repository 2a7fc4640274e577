package soquete.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// Evidence as lines of text: a word that says what it is, then its fields in the order of the record, separated by
/// tabs. `\\`, `\t`, `\n`, `\r` and NUL (`\0`, which ends a block) are escaped; a field that is not known is empty.
final class EvidenceText {

    /// Of one block; the reader of a capture file takes no longer ones than 16 MiB.
    private static final int MOST_CHARACTERS = 1 << 20;

    private EvidenceText() {}

    /// The lines, joined into as few blocks as possible.
    static List<String> blocks(Recording recording) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : lines(recording)) {
            if (block.length() + line.length() > MOST_CHARACTERS) {
                blocks.add(block.toString());
                block.setLength(0);
            }
            block.append(line).append('\n');
        }
        blocks.add(block.toString());
        return blocks;
    }

    private static List<String> lines(Recording recording) {
        List<String> lines = new ArrayList<>();
        lines.add(line("base", recording.realtimeOffsetNanos(), recording.name()));
        for (Program p : recording.programs()) {
            lines.add(line("program", p.id(), p.role(), p.name(), p.host(), p.pid()));
        }
        recording.calls().forEach(c -> lines.add(call(c)));
        for (StateChange s : recording.stateChanges()) {
            lines.add(line(
                    "state",
                    s.timeNanos(),
                    s.socket(),
                    s.local(),
                    s.peer(),
                    name(s.from()),
                    name(s.to()),
                    s.source().name()));
        }
        for (SocketRow r : recording.socketRows()) {
            lines.add(line(
                    "row",
                    r.timeNanos(),
                    r.protocol().name(),
                    name(r.state()),
                    r.local(),
                    r.peer(),
                    r.receiveQueue(),
                    r.sendQueue(),
                    r.expiresMillis(),
                    r.cookie(),
                    r.inode(),
                    r.uid(),
                    r.rttMicros(),
                    r.drops()));
        }
        recording.losses().forEach(l -> lines.add(line("loss", l.source(), l.count())));
        recording.missing().forEach(m -> lines.add(line("missing", m)));
        return lines;
    }

    private static String call(Call c) {
        SourceLine at = c.source();
        Outcome outcome = c.outcome();
        return line(
                "call",
                c.program(),
                c.id(),
                c.thread(),
                c.name().name(),
                c.arguments(),
                at == null ? null : at.file(),
                at == null ? null : at.line(),
                at == null ? null : at.method(),
                c.beginNanos(),
                c.returned() ? c.endNanos() : null,
                outcome == null ? null : outcome.result(),
                outcome == null ? null : outcome.error(),
                outcome == null ? null : outcome.message(),
                c.socket(),
                c.local(),
                c.peer(),
                c.threadId());
    }

    private static @Nullable String name(@Nullable TcpState state) {
        return state == null ? null : state.name();
    }

    private static String line(String kind, @Nullable Object... fields) {
        StringJoiner line = new StringJoiner("\t").add(kind);
        for (Object field : fields) {
            line.add(field == null ? "" : escaped(field.toString()));
        }
        return line.toString();
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\0", "\\0");
    }

    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(++i);
                plain.append(
                        switch (escaped) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case '0' -> '\0';
                            default -> escaped;
                        });
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /// `192.0.2.1:80` or `[2001:db8::1]:80`; null for an empty text.
    static @Nullable Endpoint endpoint(String text) {
        if (text.isEmpty()) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, colon);
        if (address.startsWith("[")) {
            address = address.substring(1, address.length() - 1);
        }
        return new Endpoint(Addresses.literal(address), Integer.parseInt(text.substring(colon + 1)));
    }

    /// Takes lines one by one; one that makes no sense is counted as lost and spoils nothing else.
    static final class Parser {
        private String name;
        private long offset;
        private boolean ours;
        private long unreadable;
        private final List<Program> programs = new ArrayList<>();
        private final List<Call> calls = new ArrayList<>();
        private final List<StateChange> states = new ArrayList<>();
        private final List<SocketRow> rows = new ArrayList<>();
        private final List<Loss> losses = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();

        Parser(String name) {
            this.name = name;
        }

        void line(String line) {
            String[] fields = line.split("\t", -1);
            for (int i = 0; i < fields.length; i++) {
                fields[i] = unescaped(fields[i]);
            }
            try {
                take(fields);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                unreadable++;
            }
        }

        private void take(String[] f) {
            switch (f[0]) {
                case "base" -> {
                    ours = true;
                    offset = Long.parseLong(f[1]);
                    name = f[2];
                }
                case "program" ->
                    programs.add(new Program(Integer.parseInt(f[1]), f[2], f[3], f[4], Long.parseLong(f[5])));
                case "call" -> calls.add(call(f));
                case "state" ->
                    states.add(new StateChange(
                            Long.parseLong(f[1]),
                            Long.parseLong(f[2]),
                            known(endpoint(f[3])),
                            endpoint(f[4]),
                            state(f[5]),
                            TcpState.valueOf(f[6]),
                            StateSource.valueOf(f[7])));
                case "row" -> rows.add(row(f));
                case "loss" -> losses.add(new Loss(f[1], Long.parseLong(f[2])));
                case "missing" -> missing.add(f[1]);
                default -> unreadable++;
            }
        }

        private static Call call(String[] f) {
            SourceLine source = f[6].isEmpty() ? null : new SourceLine(f[6], Integer.parseInt(f[7]), f[8]);
            Outcome outcome =
                    f[11].isEmpty() ? null : new Outcome(Long.parseLong(f[11]), f[12].isEmpty() ? null : f[12], f[13]);
            return new Call(
                    Integer.parseInt(f[1]),
                    Long.parseLong(f[2]),
                    f[3],
                    Integer.parseInt(f[17]),
                    CallName.valueOf(f[4]),
                    f[5],
                    source,
                    Long.parseLong(f[9]),
                    f[10].isEmpty() ? Call.NOT_RETURNED : Long.parseLong(f[10]),
                    outcome,
                    Long.parseLong(f[14]),
                    endpoint(f[15]),
                    endpoint(f[16]));
        }

        private static SocketRow row(String[] f) {
            return new SocketRow(
                    Long.parseLong(f[1]),
                    SocketRow.Protocol.valueOf(f[2]),
                    state(f[3]),
                    known(endpoint(f[4])),
                    endpoint(f[5]),
                    Long.parseLong(f[6]),
                    Long.parseLong(f[7]),
                    Long.parseLong(f[8]),
                    Long.parseLong(f[9]),
                    Long.parseLong(f[10]),
                    Long.parseLong(f[11]),
                    once(f, 12),
                    once(f, 13));
        }

        /// 0 where the line is of a time when the field was not recorded.
        private static long once(String[] f, int index) {
            return f.length <= index || f[index].isEmpty() ? 0 : Long.parseLong(f[index]);
        }

        private static @Nullable TcpState state(String text) {
            return text.isEmpty() ? null : TcpState.valueOf(text);
        }

        private static Endpoint known(@Nullable Endpoint endpoint) {
            if (endpoint == null) {
                throw new IllegalArgumentException("no address");
            }
            return endpoint;
        }

        /// The recording of these lines and packets, whose times are still nanoseconds since 1970.
        ///
        /// @param counted what the file says was lost, for a capture that is not ours
        Recording recording(List<CapturedPacket> packets, List<Loss> counted) {
            if (!ours) {
                losses.addAll(counted);
            }
            if (unreadable > 0) {
                losses.add(new Loss("evidence", unreadable));
            }
            List<CapturedPacket> onBase = offset == 0
                    ? packets
                    : packets.stream()
                            .map(p -> new CapturedPacket(
                                    p.timeNanos() - offset,
                                    p.interfaceName(),
                                    p.linkType(),
                                    p.originalLength(),
                                    p.bytes()))
                            .toList();
            return new Recording(
                    name,
                    offset,
                    programs,
                    calls,
                    onBase,
                    states,
                    rows,
                    losses,
                    ours ? missing : List.of("calls", "kernel-states"));
        }
    }
}
