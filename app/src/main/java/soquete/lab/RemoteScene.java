package soquete.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import soquete.host.Host;
import soquete.host.Platform.InterfaceAddress;
import soquete.host.Unavailable;
import soquete.tcp.TcpState;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Timeline;
import soquete.trace.CallName;
import soquete.trace.CapturedPacket;
import soquete.wire.Addresses;

/// The colleague's machine: a second host with its own address. First its server listens on 127.0.0.1 and the student
/// is refused; then on its own address.
final class RemoteScene implements Scene {

    private static final int PORT = 65432;
    private static final int PREFIX = 24;
    private static final InetAddress STUDENT = Addresses.literal("198.51.100.1");
    private static final InetAddress COLLEAGUE = Addresses.literal("198.51.100.2");

    @Override
    public String name() {
        return "remote";
    }

    @Override
    public Set<Integer> ports() {
        return Set.of(PORT);
    }

    @Override
    public List<String> programs() {
        return List.of("EchoServer", "EchoClient");
    }

    @Override
    public void play(Stage stage) throws IOException, SceneFailure, Unavailable {
        Host student = stage.host("student");
        Host colleague = stage.host("colleague");
        if (!stage.ownHosts()) {
            throw new SceneFailure("needs-hosts");
        }
        stage.platform()
                .join(
                        student,
                        new InterfaceAddress(STUDENT, PREFIX),
                        colleague,
                        new InterfaceAddress(COLLEAGUE, PREFIX));
        stage.observe(student, COLLEAGUE);
        String address = Addresses.text(COLLEAGUE);

        Player deaf = stage.start("server 1", colleague, "EchoServer", "127.0.0.1");
        deaf.awaitCall(CallName.LISTEN);
        stage.start("client 1", student, "EchoClient", address).awaitExit();
        deaf.stop();

        Player server = stage.start("server 2", colleague, "EchoServer", address);
        server.awaitCall(CallName.LISTEN);
        server.awaitInside(CallName.ACCEPT);
        stage.start("client 2", student, "EchoClient", address).awaitExit();
        stage.sample(TcpState.TIME_WAIT, 1, Duration.ofSeconds(2));
    }

    @Override
    public List<Part> tell(Timeline timeline, Messages texts) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part.Text(texts.text(
                "remote.subnet",
                Addresses.text(STUDENT),
                Addresses.text(COLLEAGUE),
                String.valueOf(PREFIX),
                Addresses.text(network(STUDENT)),
                Addresses.text(network(COLLEAGUE)))));
        boolean first = true;
        for (Conversation conversation : timeline.conversations()) {
            parts.add(new Part.Told(texts.text(first ? "remote.refused" : "remote.accepted"), conversation));
            first = false;
        }
        List<CapturedPacket> packets = timeline.recording().packets();
        long matching = timeline.frames().stream().filter(f -> f.step() != null).count();
        if (!packets.isEmpty()) {
            parts.add(new Part.Text(texts.text("remote.filter", String.valueOf(PORT), matching, packets.size())));
        }
        return parts;
    }

    /// The address with the bits after the prefix cleared.
    private static InetAddress network(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (int bit = PREFIX; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return Addresses.of(bytes);
    }
}
