package soquete.app;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.ladder.PacketText;
import soquete.text.Json;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.CapturedPacket;
import soquete.trace.Outcome;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.SocketRow;
import soquete.trace.SourceLine;
import soquete.trace.StateChange;

/// A watch or a recording of one as JSON lines, an object for each thing that was seen and each that is told of it; the
/// form stands in docs/JSON.md.
final class StoryLines {

    private final Timeline timeline;
    private final Recording recording;
    private final DiagnosisPage diagnosis;
    private final Ladders ladders;
    private final Consumer<String> out;
    private final Map<Moment, List<String>> conversations = new IdentityHashMap<>();
    private final Map<Object, Moment> moments = new IdentityHashMap<>();

    /// @param out takes the lines, without their ends
    StoryLines(Timeline timeline, DiagnosisPage diagnosis, Ladders ladders, Consumer<String> out) {
        this.timeline = timeline;
        this.recording = timeline.recording();
        this.diagnosis = diagnosis;
        this.ladders = ladders;
        this.out = out;
        for (Moment moment : timeline.moments()) {
            switch (moment.what()) {
                case Moment.What.Began(var call) -> moments.put(call, moment);
                case Moment.What.Returned(var call) -> moments.putIfAbsent(call, moment);
                case Moment.What.Seen(var frame) -> moments.put(frame, moment);
                case Moment.What.Reported(var change) -> moments.put(change, moment);
            }
        }
        for (Conversation each : timeline.conversations()) {
            String name = each.protocol() + " " + each.number();
            for (Moment moment : each.moments()) {
                conversations.computeIfAbsent(moment, m -> new ArrayList<>(1)).add(name);
            }
        }
    }

    void write() {
        Map<String, Object> first = object("recording");
        first.put("name", recording.name());
        first.put("origin_nanos", timeline.originNanos());
        first.put("realtime_offset_nanos", recording.realtimeOffsetNanos());
        line(first);
        recording.programs().forEach(this::program);
        recording.calls().forEach(this::call);
        recording.stateChanges().forEach(this::state);
        recording.socketRows().forEach(this::socket);
        timeline.frames().forEach(this::packet);
        for (Conversation each : timeline.conversations()) {
            Map<String, Object> fields = object("conversation");
            fields.putAll(ladders.object(timeline, each, each.number()));
            line(fields);
        }
        diagnosis.objects().forEach(this::line);
        recording.losses().forEach(loss -> {
            Map<String, Object> fields = object("loss");
            fields.put("source", loss.source());
            fields.put("count", loss.count());
            line(fields);
        });
        for (String missing : recording.missing()) {
            Map<String, Object> fields = object("missing");
            fields.put("evidence", missing);
            line(fields);
        }
    }

    static Map<String, Object> object(String kind) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        return fields;
    }

    /// What is not known is left out.
    private void line(Map<String, Object> fields) {
        fields.values().removeIf(value -> value == null);
        out.accept(Json.line(fields));
    }

    private void place(Map<String, Object> fields, Object seen) {
        Moment moment = moments.get(seen);
        if (moment != null) {
            fields.put("moment", moment.number());
            if (moment.returned() != moment) {
                fields.put("returned_moment", moment.returned().number());
            }
            fields.put("conversations", conversations.get(moment));
        }
    }

    private void program(Program program) {
        Map<String, Object> fields = object("program");
        fields.put("program", program.id());
        fields.put("role", program.role());
        fields.put("name", program.name());
        fields.put("host", program.host());
        fields.put("pid", program.pid());
        line(fields);
    }

    private void call(Call call) {
        Map<String, Object> fields = object("call");
        fields.put("program", call.program());
        fields.put("id", call.id());
        fields.put("thread", call.threadId() == 0 ? null : call.threadId());
        fields.put("thread_name", call.thread());
        fields.put("call", call.name().toString());
        fields.put("arguments", call.arguments());
        SourceLine source = call.source();
        if (source != null) {
            fields.put("file", source.file());
            fields.put("line", source.line());
            fields.put("function", source.method());
        }
        fields.put("begin_nanos", call.beginNanos());
        fields.put("end_nanos", call.returned() ? call.endNanos() : null);
        Outcome outcome = call.outcome();
        if (outcome != null) {
            boolean done = outcome.error() == null && outcome.result() >= 0;
            fields.put("error", outcome.error());
            fields.put("message", outcome.message().isEmpty() ? null : outcome.message());
            fields.put(
                    call.name().countsMessages() ? "messages" : "bytes",
                    done && call.name().transfers() ? outcome.result() : null);
            fields.put("accepted", done && call.name() == CallName.ACCEPT ? outcome.result() : null);
            fields.put("ready", done && call.name() == CallName.POLL ? outcome.result() : null);
        }
        fields.put("socket", call.socket() == 0 ? null : call.socket());
        fields.put("local", text(call.local()));
        fields.put("peer", text(call.peer()));
        place(fields, call);
        line(fields);
    }

    private void state(StateChange change) {
        Map<String, Object> fields = object("state");
        fields.put("time_nanos", change.timeNanos());
        fields.put("from", text(change.from()));
        fields.put("to", change.to().toString());
        fields.put("known", change.source().name());
        fields.put("local", change.local().toString());
        fields.put("peer", text(change.peer()));
        place(fields, change);
        line(fields);
    }

    private void socket(SocketRow row) {
        Map<String, Object> fields = object("socket");
        fields.put("time_nanos", row.timeNanos());
        fields.put("protocol", row.protocol().name());
        fields.put("state", text(row.state()));
        fields.put("local", row.local().toString());
        fields.put("peer", text(row.peer()));
        fields.put("receive_queue", row.receiveQueue());
        fields.put("send_queue", row.sendQueue());
        fields.put("drops", row.drops() == 0 ? null : row.drops());
        fields.put("rtt_micros", row.rttMicros() == 0 ? null : row.rttMicros());
        fields.put("timer_millis", row.expiresMillis() == 0 ? null : row.expiresMillis());
        line(fields);
    }

    private void packet(Frame frame) {
        CapturedPacket packet = frame.packet();
        Map<String, Object> fields = object("packet");
        fields.put("packet", frame.number());
        fields.put("time_nanos", packet.timeNanos());
        fields.put("interface", packet.interfaceName());
        fields.put("length", packet.originalLength());
        fields.put("source", text(frame.layers().sourceEndpoint()));
        fields.put("destination", text(frame.layers().destinationEndpoint()));
        fields.put("text", PacketText.label(frame));
        place(fields, frame);
        line(fields);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
