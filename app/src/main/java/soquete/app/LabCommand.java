package soquete.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import soquete.command.Command;
import soquete.command.Options;
import soquete.host.Platform;
import soquete.host.Unavailable;
import soquete.lab.Part;
import soquete.lab.PeerScene;
import soquete.lab.Player;
import soquete.lab.RoleText;
import soquete.lab.Scene;
import soquete.lab.SceneFailure;
import soquete.lab.SceneTeller;
import soquete.lab.Scenes;
import soquete.lab.Stage;
import soquete.report.About;
import soquete.report.Report;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.timeline.Timeline;

/// `soquete lab`: plays scenes and tells them.
final class LabCommand implements Command {

    /// With more programs, what each printed is not shown.
    private static final int MOST_PRINTED = 6;

    private boolean list;

    private Path output = Path.of("reports");

    private @Nullable String peer;

    private List<String> names = List.of();

    private final Screen screen = Screen.standard();
    private final Messages texts = Messages.of("soquete.lab.lab", Locale.getDefault());

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.flag("soquete.lab.list", it -> list = it, "--list");
        options.value("DIR", "soquete.lab.output", Path::of, it -> output = it, "-o", "--output");
        options.value("HOST:PORT", "soquete.lab.peer", Function.identity(), it -> peer = it, "--peer");
        options.arguments("SCENE", "soquete.lab.scenes", it -> names = it);
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            screen.line(texts.text("lab.list"));
            for (Scene scene : Scenes.all()) {
                screen.line(String.format("  %-12s%s", scene.name(), texts.text("scene." + scene.name())));
            }
            return 0;
        }
        List<Scene> scenes = chosen();
        if (!Tier.relaunched()) {
            screen.wrapped("", texts.text("lab.title", scenes.size()));
        }
        writable(output);
        try (Platform platform = Platform.current()) {
            Tier tier = Tier.of(platform);
            if (tier == Tier.NAMESPACE && !Tier.relaunched()) {
                return Tier.relaunch(platform);
            }
            screen.wrapped("", texts.text("lab.tier." + tier.key()));
            return play(platform, scenes);
        }
    }

    private List<Scene> chosen() throws Failure {
        if (peer != null && !names.isEmpty()) {
            throw Failure.wrongUse("error.peer-alone");
        }
        if (peer != null) {
            return List.of(PeerAddress.parse(peer).scene());
        }
        if (names.isEmpty()) {
            return Scenes.all();
        }
        List<Scene> scenes = new ArrayList<>();
        for (String name : names) {
            scenes.add(Scenes.named(name)
                    .orElseThrow(() -> Failure.wrongUse(
                            "error.no-scene",
                            name,
                            String.join(
                                    ", ", Scenes.all().stream().map(Scene::name).toList()))));
        }
        return scenes;
    }

    static void writable(Path output) throws Failure {
        try {
            Files.createDirectories(output);
        } catch (IOException e) {
            throw new Failure("error.not-writable", output, Failures.reason(e), "--output");
        }
        if (!Files.isWritable(output)) {
            throw new Failure("error.not-writable", output, Failures.texts().text("error.permission"), "--output");
        }
    }

    private int play(Platform platform, List<Scene> scenes) throws IOException {
        SceneTeller teller = new SceneTeller(screen, texts.locale());
        int played = 0;
        for (Scene scene : scenes) {
            teller.heading(scene);
            try (Stage stage = new Stage(platform, scene.name(), scene.ports())) {
                play(scene, stage);
                Timeline timeline = Timeline.of(stage.finish());
                List<Part> parts = scene.tell(timeline, texts);
                teller.tell(timeline, parts);
                Report report = new Report(about(scene, stage.players()), timeline, parts, texts.locale());
                screen.line(texts.text("lab.files", report.write(output)));
                played++;
            } catch (SceneFailure | Unavailable e) {
                if (Main.ending()) {
                    return Failures.INTERRUPTED;
                }
                String why = String.valueOf(Failures.sentence(e));
                screen.wrapped("", screen.paint(Paint.ERROR, texts.text("lab.skipped", scene.name(), why)));
            }
        }
        screen.line("");
        screen.line(texts.text("lab.done", played, scenes.size()));
        return played == scenes.size() ? 0 : Failures.FAILED;
    }

    private About about(Scene scene, List<Player> players) throws IOException {
        List<About.Printed> printed = new ArrayList<>();
        for (Player player : players) {
            String text = player.printed().strip();
            if (!text.isEmpty() && players.size() <= MOST_PRINTED) {
                String role = RoleText.of(player.program().role(), texts);
                printed.add(new About.Printed(
                        texts.text("lab.printed", player.program().name(), role), text));
            }
        }
        String key = "scene." + scene.name();
        return new About(scene.name(), texts.text(key), texts.text(key + ".about"), scene.programs(), printed);
    }

    /// Input or output that fails while a scene is played ends the scene, not the lab.
    private static void play(Scene scene, Stage stage) throws SceneFailure, Unavailable {
        try {
            scene.play(stage);
        } catch (IOException e) {
            throw new SceneFailure("io", String.valueOf(e.getMessage()));
        }
    }

    /// The peer's address: looked up once, by name or as it stands.
    private record PeerAddress(InetAddress address, int port) {
        static PeerAddress parse(String text) throws Failure {
            int colon = text.lastIndexOf(':');
            String host = colon < 1 ? "" : text.substring(0, colon);
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (host.isEmpty() || port < 1 || port > 0xFFFF) {
                    throw Failure.wrongUse("error.bad-peer", text);
                }
                return new PeerAddress(InetAddress.getByName(host), port);
            } catch (NumberFormatException e) {
                throw Failure.wrongUse("error.bad-peer", text);
            } catch (UnknownHostException e) {
                throw new Failure("error.no-host", host);
            }
        }

        Scene scene() {
            return new PeerScene(address, port);
        }
    }
}
