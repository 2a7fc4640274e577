package soquete.ladder;

import java.util.ArrayList;
import java.util.List;
import soquete.ladder.Row.State;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;

/// The rows of one conversation, in the order of the timeline.
///
/// @param clientName its program; empty when it was not watched
/// @param client     its address
public record Ladder(String clientName, String client, String serverName, String server, List<Row> rows) {

    public static Ladder of(Timeline timeline, Conversation conversation) {
        List<Row> rows = new ArrayList<>();
        State client = State.UNKNOWN;
        State server = State.UNKNOWN;
        for (Moment moment : conversation.moments()) {
            client = after(client, moment, Side.CLIENT);
            server = after(server, moment, Side.SERVER);
            if (accepts(moment) && server.state() == TcpState.LISTEN) {
                server = State.UNKNOWN; // LISTEN was the listener's: what the accepted socket is in was not seen
            }
            double millis = (moment.timeNanos() - timeline.originNanos()) / 1e6;
            rows.add(row(moment, millis, client, server));
        }
        return new Ladder(
                name(conversation, Side.CLIENT),
                conversation.client().toString(),
                name(conversation, Side.SERVER),
                conversation.server().toString(),
                List.copyOf(rows));
    }

    private static String name(Conversation conversation, Side side) {
        Program program = conversation.program(side);
        return program == null ? "" : program.name();
    }

    private static boolean accepts(Moment moment) {
        Call call = moment.call();
        boolean told = call != null && call.name() == CallName.ACCEPT && call.returned();
        return told && (moment.what() instanceof Moment.What.Returned || isTold(moment));
    }

    private static State after(State before, Moment moment, Side side) {
        State now = before.kept();
        for (StateMark mark : moment.states()) {
            if (mark.side() == side) {
                now = new State(mark.state(), mark.source(), true);
            }
        }
        return now;
    }

    private static Row row(Moment moment, double millis, State client, State server) {
        return switch (moment.what()) {
            case Moment.What.Began(var call) ->
                new Row(
                        moment.number(),
                        millis,
                        Row.Kind.CALL,
                        moment.side(),
                        CallText.source(call),
                        CallText.called(call) + (isTold(moment) ? CallText.returned(call) : " …"),
                        "",
                        client,
                        server);
            case Moment.What.Returned(var call) ->
                new Row(
                        moment.number(),
                        millis,
                        Row.Kind.CALL,
                        moment.side(),
                        CallText.source(call),
                        call.name() + CallText.returned(call),
                        "",
                        client,
                        server);
            case Moment.What.Seen(Frame frame) ->
                new Row(
                        moment.number(),
                        millis,
                        Row.Kind.PACKET,
                        moment.side(),
                        "",
                        PacketText.label(frame),
                        PacketText.payload(frame),
                        client,
                        server);
            case Moment.What.Reported reported ->
                new Row(moment.number(), millis, Row.Kind.STATE, moment.side(), "", "", "", client, server);
        };
    }

    /// Whether the call's return has no row of its own, so that this row tells it.
    private static boolean isTold(Moment began) {
        Call call = began.call();
        return call != null && call.returned() && began.effects().stream().noneMatch(e -> call.equals(e.call()));
    }
}
