package soquete.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.host.Host;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;

/// Eight clients at once, against the server that serves one at a time and against the one with a thread for each. The
/// first client to connect is the last to write: who waits for it?
final class MultiScene implements Scene {

    private static final int PORT = 65432;
    private static final int CLIENTS = 8;
    /// How long the person at client 1 thinks before writing, unless all others are done.
    private static final Duration THINKING = Duration.ofMillis(500);

    private static final List<String> FORMS = List.of("sequential", "threads");

    @Override
    public String name() {
        return "multi";
    }

    @Override
    public Set<Integer> ports() {
        return Set.of(PORT);
    }

    @Override
    public List<String> programs() {
        return List.of("UpperServer", "UpperClient");
    }

    @Override
    public void play(Stage stage) throws IOException, SceneFailure {
        Host machine = stage.host("machine");
        stage.observe(machine, Stage.LOOPBACK);
        for (String form : FORMS) {
            Player server = stage.start("server " + form, machine, "UpperServer", "127.0.0.1", "65432", form);
            server.awaitCall(CallName.LISTEN);
            List<Player> clients = new ArrayList<>();
            for (int i = 1; i <= CLIENTS; i++) {
                Player client = stage.start("client " + i, machine, "UpperClient");
                client.awaitCall(CallName.CONNECT);
                clients.add(client);
            }
            for (int i = CLIENTS; i >= 2; i--) {
                clients.get(i - 1).type("hello from client " + i);
            }
            List<Player> others = clients.subList(1, CLIENTS);
            Patience.until(THINKING, () -> others.stream().allMatch(Player::ended));
            clients.getFirst().type("hello from client 1");
            for (Player client : clients) {
                client.awaitExit();
            }
            stage.sample(TcpState.TIME_WAIT, CLIENTS, Duration.ofSeconds(2));
            server.stop();
        }
    }

    @Override
    public List<Part> tell(Timeline timeline, Messages texts) {
        List<Part> parts = new ArrayList<>();
        for (String form : FORMS) {
            List<Conversation> conversations = timeline.conversations().stream()
                    .filter(c -> roleOf(c, Side.SERVER).endsWith(form))
                    .toList();
            parts.add(waits(form, conversations, timeline, texts));
            conversations.stream()
                    .filter(c -> roleOf(c, Side.CLIENT).equals("client 2"))
                    .forEach(c -> parts.add(new Part.Told(texts.text("multi.ladder." + form), c)));
        }
        parts.add(tuples(timeline, texts));
        return parts;
    }

    private static String roleOf(Conversation conversation, Side side) {
        Program program = conversation.program(side);
        return program == null ? "" : program.role();
    }

    /// Who waited how long: from the client's data to the answer, while the connection was ESTABLISHED.
    private static Part waits(String form, List<Conversation> conversations, Timeline timeline, Messages texts) {
        List<List<String>> rows = new ArrayList<>();
        double longest = 0;
        boolean complete = conversations.size() == CLIENTS;
        for (Conversation c : conversations) {
            StateMark established = mark(c, TcpState.ESTABLISHED);
            Instant data = sent(c);
            Instant answer = answered(c);
            Call accept = accept(c);
            String waited = "–";
            if (data == null || answer == null) {
                complete = false;
            } else {
                double millis = (answer.nanos() - data.nanos()) / 1e6;
                longest = Math.max(longest, millis);
                waited = number(millis, texts.locale());
            }
            rows.add(List.of(
                    RoleText.of(roleOf(c, Side.CLIENT), texts),
                    time(established == null ? null : established.timeNanos(), timeline, texts),
                    time(data == null ? null : data.nanos(), timeline, texts),
                    time(accept == null ? null : accept.endNanos(), timeline, texts),
                    time(answer == null ? null : answer.nanos(), timeline, texts),
                    waited,
                    evidence(data == null ? null : data.moment(), answer == null ? null : answer.moment())));
        }
        String note = complete ? texts.text(noteKey(form, conversations), longest) : "";
        return new Part.Grid(texts.text("multi.waits." + form), header(texts), rows, note);
    }

    /// Only what was seen is said: without packets nothing of the kernel, and that nobody waited for client 1 only when
    /// all others were answered before it wrote.
    private static String noteKey(String form, List<Conversation> conversations) {
        boolean packets = conversations.stream().allMatch(c -> first(c, Side.CLIENT) != null);
        if (!packets) {
            return "multi.waits.note.calls";
        }
        if (form.equals(FORMS.getFirst())) {
            return "multi.waits.note.sequential";
        }
        Instant last = conversations.stream()
                .filter(c -> roleOf(c, Side.CLIENT).equals("client 1"))
                .map(MultiScene::sent)
                .findFirst()
                .orElse(null);
        boolean allBefore = last != null
                && conversations.stream()
                        .filter(c -> !roleOf(c, Side.CLIENT).equals("client 1"))
                        .map(MultiScene::answered)
                        .allMatch(a -> a != null && a.nanos() < last.nanos());
        return allBefore ? "multi.waits.note.threads" : "multi.waits.note.longest";
    }

    /// A moment, and the time in it that counts.
    private record Instant(Moment moment, long nanos) {}

    /// When the client's data left: its packet, or its send where packets were not seen.
    private static @Nullable Instant sent(Conversation c) {
        Moment packet = first(c, Side.CLIENT);
        Moment call = c.calls(Side.CLIENT, CallName::sends).stream().findFirst().orElse(null);
        Moment seen = packet != null ? packet : call;
        return seen == null ? null : new Instant(seen, seen.timeNanos());
    }

    /// When the answer came: its packet, or the end of the client's recv where packets were not seen.
    private static @Nullable Instant answered(Conversation c) {
        Moment packet = first(c, Side.SERVER);
        if (packet != null) {
            return new Instant(packet, packet.timeNanos());
        }
        for (Moment recv : c.calls(Side.CLIENT, CallName::receives)) {
            Call call = recv.call();
            if (call != null && call.bytes() > 0) {
                return new Instant(recv, call.endNanos());
            }
        }
        return null;
    }

    private static List<String> header(Messages texts) {
        return List.of(
                texts.text("multi.client"),
                "ESTABLISHED",
                texts.text("multi.data"),
                texts.text("multi.accepted"),
                texts.text("multi.answered"),
                texts.text("multi.waited"),
                texts.text("evidence"));
    }

    private static Part tuples(Timeline timeline, Messages texts) {
        List<List<String>> rows = new ArrayList<>();
        for (Conversation c : timeline.conversations()) {
            if (roleOf(c, Side.SERVER).endsWith(FORMS.getLast())) {
                Moment syn = c.segments(Side.CLIENT, Segment::syn).stream()
                        .findFirst()
                        .orElse(null);
                Call accept = accept(c);
                rows.add(List.of(
                        RoleText.of(roleOf(c, Side.CLIENT), texts),
                        c.client().toString(),
                        c.server().toString(),
                        accept == null || accept.local() == null
                                ? "–"
                                : accept.local().toString(),
                        evidence(syn)));
            }
        }
        List<String> header = List.of(
                texts.text("multi.client"),
                texts.text("multi.client-end"),
                texts.text("multi.server-end"),
                texts.text("multi.accepted-socket"),
                texts.text("evidence"));
        long accepted = rows.stream().filter(r -> r.get(3).endsWith(":" + PORT)).count();
        String note = accepted == CLIENTS ? texts.text("multi.tuples.note") : "";
        return new Part.Grid(texts.text("multi.tuples"), header, rows, note);
    }

    private static @Nullable StateMark mark(Conversation c, TcpState state) {
        return c.states(Side.SERVER).stream()
                .filter(m -> m.state() == state)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Moment first(Conversation c, Side sender) {
        return c.segments(sender, s -> s.textLength() > 0).stream().findFirst().orElse(null);
    }

    private static @Nullable Call accept(Conversation c) {
        return c.calls(Side.SERVER, CallName.ACCEPT).stream()
                .map(Moment::call)
                .filter(call -> call != null && call.returned())
                .findFirst()
                .orElse(null);
    }

    private static String time(@Nullable Long nanos, Timeline timeline, Messages texts) {
        return nanos == null ? "–" : number((nanos - timeline.originNanos()) / 1e6, texts.locale());
    }

    private static String number(double millis, Locale locale) {
        return String.format(locale, "%.1f", millis);
    }

    static String evidence(@Nullable Moment... moments) {
        List<String> numbers = new ArrayList<>();
        for (Moment moment : moments) {
            if (moment != null) {
                numbers.add(String.valueOf(moment.number()));
            }
        }
        return numbers.isEmpty() ? "–" : "[" + String.join(", ", numbers) + "]";
    }
}
