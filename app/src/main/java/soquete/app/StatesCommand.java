package soquete.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.command.Command;
import soquete.command.Options;
import soquete.filter.Filter;
import soquete.filter.SocketSubject;
import soquete.host.Platform;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.text.Grid;
import soquete.text.Json;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.text.Span;
import soquete.trace.SocketRow;
import soquete.trace.StateChange;
import soquete.wire.Endpoint;
import soquete.wire.Protocol;

/// `soquete states [FILTER] [--follow]`: the socket table, and each change of state as it happens.
final class StatesCommand implements Command {

    private boolean json;

    private boolean follow;

    private @Nullable Duration duration;

    private List<String> filterWords = List.of();

    private final Screen screen = Screen.standard();
    private final Messages texts = Failures.texts();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable UncheckedIOException failed;

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.flag("option.json", it -> json = it, "--json");
        options.flag("soquete.states.follow", it -> follow = it, "--follow");
        options.value("D", "soquete.states.for", Span::parse, it -> duration = it, "--for");
        options.arguments("FILTER", "soquete.states.filter", it -> filterWords = it);
    }

    @Override
    public Integer call() throws Exception {
        Filter filter = FilterArgument.parse(filterWords);
        try (Platform platform = Platform.current()) {
            table(platform, filter);
            if (follow) {
                follow(platform, filter);
            }
        }
        return 0;
    }

    private void table(Platform platform, Filter filter) throws IOException, Unavailable {
        List<List<String>> rows = new ArrayList<>();
        List<SocketRow> table = platform.socketTable(platform.machine()).read().stream()
                .sorted(Comparator.comparing(SocketRow::protocol)
                        .thenComparingInt(r -> r.local().port()))
                .toList();
        for (SocketRow row : table) {
            boolean tcp = row.protocol() == SocketRow.Protocol.TCP;
            if (!matches(filter, tcp, row.local(), row.peer())) {
                continue;
            }
            String state = row.state() == null ? "" : row.state().toString();
            if (json) {
                screen.line(Json.line(object(row, state)));
            } else {
                rows.add(List.of(
                        tcp ? "tcp" : "udp",
                        state,
                        String.valueOf(row.receiveQueue()),
                        String.valueOf(row.sendQueue()),
                        row.local().toString(),
                        row.peer() == null ? "*" : row.peer().toString()));
            }
        }
        if (!json) {
            List<String> header = List.of(
                    texts.text("states.protocol"),
                    texts.text("states.state"),
                    "Recv-Q",
                    "Send-Q",
                    texts.text("states.local"),
                    texts.text("states.peer"));
            new Grid(header, rows).lines(screen.columns()).forEach(screen::line);
        }
    }

    private static boolean matches(Filter filter, boolean tcp, Endpoint local, @Nullable Endpoint peer) {
        return filter.matches(new SocketSubject(tcp ? Protocol.TCP : Protocol.UDP, local, peer));
    }

    private static Map<String, Object> object(SocketRow row, String state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", row.protocol().name());
        fields.put("state", state);
        fields.put("recv_q", row.receiveQueue());
        fields.put("send_q", row.sendQueue());
        fields.put("local", row.local().toString());
        fields.put("peer", row.peer() == null ? null : row.peer().toString());
        fields.put("expires_ms", row.expiresMillis());
        fields.put("inode", row.inode());
        fields.put("uid", row.uid());
        return fields;
    }

    private void follow(Platform platform, Filter filter) throws Exception {
        long origin = System.nanoTime();
        Consumer<StateChange> sink = change -> {
            if (failed == null && matches(filter, true, change.local(), change.peer())) {
                tryToPrint(change, origin);
            }
        };
        StateWatch watch = watch(platform, sink);
        try (watch) {
            if (!json) {
                screen.line("");
                screen.line(texts.text("states.following"));
            }
            Until.waitFor(done, duration);
        }
        if (failed != null) {
            throw failed;
        }
    }

    private StateWatch watch(Platform platform, Consumer<StateChange> sink) throws IOException, Unavailable {
        try {
            return platform.kernelStates(Set.of(), sink);
        } catch (Unavailable e) {
            if (!json) {
                screen.line(texts.text("states.sampled"));
            }
            return platform.sampledStates(platform.machine(), Set.of(), sink);
        }
    }

    private void tryToPrint(StateChange change, long origin) {
        try {
            print(change, origin);
        } catch (UncheckedIOException e) {
            failed = e;
            done.countDown();
        }
    }

    private void print(StateChange change, long origin) {
        String from = change.from() == null ? "?" : change.from().toString();
        String peer = change.peer() == null ? "*" : change.peer().toString();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("time_nanos", change.timeNanos());
            fields.put("local", change.local().toString());
            fields.put("peer", peer);
            fields.put("from", from);
            fields.put("to", change.to().toString());
            fields.put("known", change.source().name());
            screen.line(Json.line(fields));
        } else {
            String time = String.format(texts.locale(), "%12.6f s", (change.timeNanos() - origin) / 1e9);
            screen.line(screen.paint(Paint.QUIET, time)
                    + String.format("  %-12s → ", from)
                    + screen.paint(Paint.STATE, String.format("%-12s", change.to()))
                    + "  " + change.local() + "  " + peer);
        }
    }
}
