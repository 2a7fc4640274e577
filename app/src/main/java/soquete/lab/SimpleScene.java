package soquete.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import soquete.host.Host;
import soquete.tcp.TcpState;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Timeline;
import soquete.trace.CallName;

/// One server and one client over TCP on one machine: `greeting` and `echo`.
record SimpleScene(String name, String server, String client, int port) implements Scene {

    @Override
    public Set<Integer> ports() {
        return Set.of(port);
    }

    @Override
    public List<String> programs() {
        return List.of(server, client);
    }

    @Override
    public void play(Stage stage) throws IOException, SceneFailure {
        Host machine = stage.host("machine");
        stage.observe(machine, Stage.LOOPBACK);
        Player serving = stage.start("server", machine, server);
        serving.awaitCall(CallName.LISTEN);
        serving.awaitInside(CallName.ACCEPT);
        Player talking = stage.start("client", machine, client);
        talking.awaitExit();
        stage.sample(TcpState.TIME_WAIT, 1, Duration.ofSeconds(2));
    }

    @Override
    public List<Part> tell(Timeline timeline, Messages texts) {
        return told(timeline.conversations());
    }

    static List<Part> told(List<Conversation> conversations) {
        return conversations.stream().<Part>map(c -> new Part.Told("", c)).toList();
    }
}
