package soquete.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import soquete.host.Host;
import soquete.host.Unavailable;
import soquete.tcp.TcpState;
import soquete.text.Messages;
import soquete.timeline.Timeline;
import soquete.wire.Addresses;

/// The client's side of `remote` against a real machine: `--peer HOST:PORT`. Only this end is observed.
public record PeerScene(InetAddress address, int port) implements Scene {

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public Set<Integer> ports() {
        return Set.of(port);
    }

    @Override
    public List<String> programs() {
        return List.of("EchoClient");
    }

    @Override
    public void play(Stage stage) throws IOException, SceneFailure, Unavailable {
        Host machine = stage.machine();
        stage.observe(machine, address);
        stage.start("client", machine, "EchoClient", Addresses.text(address), String.valueOf(port))
                .awaitExit();
        stage.sample(TcpState.TIME_WAIT, 1, Duration.ofMillis(500));
    }

    @Override
    public List<Part> tell(Timeline timeline, Messages texts) {
        return SimpleScene.told(timeline.conversations());
    }
}
