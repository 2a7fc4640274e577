package soquete.lab;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import soquete.host.Host;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Timeline;
import soquete.trace.CallName;

/// The UDP server and its client, and the same client against a port where nobody is.
final class UdpScene implements Scene {

    private static final int PORT = 65431;
    private static final int CLOSED_PORT = 65430;

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public Set<Integer> ports() {
        return Set.of(PORT, CLOSED_PORT);
    }

    @Override
    public List<String> programs() {
        return List.of("UpperUdpServer", "UpperUdpClient");
    }

    @Override
    public void play(Stage stage) throws IOException, SceneFailure {
        Host machine = stage.host("machine");
        stage.observe(machine, Stage.LOOPBACK);
        Player server = stage.start("server", machine, "UpperUdpServer");
        server.awaitCall(CallName.BIND);
        say(stage.start("client", machine, "UpperUdpClient"), "Hello, world", "olá, mundo");
        say(stage.start("client 2", machine, "UpperUdpClient", "127.0.0.1", String.valueOf(CLOSED_PORT)), "anybody?");
    }

    private static void say(Player client, String... lines) throws IOException, SceneFailure {
        for (String line : lines) {
            client.type(line);
        }
        client.endInput();
        client.awaitExit();
    }

    @Override
    public List<Part> tell(Timeline timeline, Messages texts) {
        return timeline.conversations().stream()
                .<Part>map(c -> new Part.Told(texts.text(title(c)), c))
                .toList();
    }

    private static String title(Conversation conversation) {
        return conversation.server().port() == CLOSED_PORT ? "udp.closed-port" : "udp.open-port";
    }
}
