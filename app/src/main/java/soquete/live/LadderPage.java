package soquete.live;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import soquete.ladder.Ladder;
import soquete.ladder.TerminalLadder;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.timeline.Conversation;
import soquete.timeline.Timeline;
import soquete.trace.Recording;
import soquete.wire.Endpoint;

/// The ladders of one socket's conversations as lines, as far as they have come.
final class LadderPage {

    /// Conversations of one listener or datagram socket: the last ones.
    private static final int MOST_CONVERSATIONS = 10;

    private static final int MOST_ROWS = 2_000;

    private LadderPage() {}

    /// @param columns of the terminal
    /// @param colour  whether colours are understood
    static List<String> lines(SocketLine socket, Recording soFar, Messages texts, int columns, boolean colour) {
        Endpoint local = socket.local();
        List<Conversation> conversations = List.of();
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(drawn, false, StandardCharsets.UTF_8), columns, colour);
        if (local != null) {
            Timeline timeline = Timeline.of(new Excerpt(local, socket.peer()).of(soFar));
            conversations = timeline.conversations();
            int size = conversations.size();
            int first = Math.max(0, size - MOST_CONVERSATIONS);
            if (first > 0) {
                screen.line(screen.paint(Paint.QUIET, texts.text("live.earlier", first)));
            }
            for (Conversation each : conversations.subList(first, size)) {
                draw(timeline, each, screen, texts);
            }
        }
        if (conversations.isEmpty()) {
            screen.line(texts.text("live.no-conversation"));
        }
        screen.out().flush();
        return drawn.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void draw(Timeline timeline, Conversation conversation, Screen screen, Messages texts) {
        String title = conversation.protocol() + " · " + conversation.client() + " → " + conversation.server();
        screen.line(screen.paint(Paint.HEADING, title));
        new TerminalLadder(screen, texts.locale())
                .draw(Ladder.of(timeline, conversation), MOST_ROWS, left -> texts.text("live.cut", left));
        screen.line("");
    }
}
