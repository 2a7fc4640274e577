package soquete.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import soquete.command.Command;
import soquete.command.Options;
import soquete.text.Messages;
import soquete.text.Span;
import soquete.wire.Addresses;
import sun.misc.Signal;

/// `soquete serve`: one of the class's servers, in the model of one's choice, until Ctrl-C; then exit code 0.
public final class ServeCommand implements Command {

    @SuppressWarnings("NullAway.Init") // by options
    private CommandSpec spec;

    private Service service = Service.ECHO;

    private boolean udp;

    private String host = "127.0.0.1";

    private @Nullable Integer port;

    private int backlog = 50;

    private Model model = Model.THREADS;

    private Duration idle = Duration.ofSeconds(60);

    private int maxConnections = 500;

    @Override
    public String texts() {
        return "soquete.serve.serve";
    }

    @Override
    public void options(Options options) {
        spec = options.spec();
        options.argument("greeting|echo|upper", "option.service", Options.constant(Service.class), it -> service = it);
        options.flag("option.udp", it -> udp = it, "--udp");
        options.value("HOST", "option.host", Function.identity(), it -> host = it, "--host");
        options.value("PORT", "option.port", Integer::valueOf, it -> port = it, "--port");
        options.value("N", "option.backlog", Integer::valueOf, it -> backlog = it, "--backlog");
        options.value("MODEL", "option.model", Options.constant(Model.class), it -> model = it, "--model");
        options.value("D", "option.idle", Span::parse, it -> idle = it, "--idle-timeout");
        options.value("N", "option.max", Integer::valueOf, it -> maxConnections = it, "--max-connections");
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        Messages texts = Messages.of("soquete.serve.serve", Locale.getDefault());
        int chosen = port == null ? service.defaultPort(udp) : port;
        if (chosen < 0 || chosen > 0xFFFF || backlog < 1 || maxConnections < 1) {
            throw new ParameterException(command.commandLine(), texts.text("fault.number"));
        }
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            err.println(Fault.naming(texts, host, e));
            return 1;
        }
        Settings settings = new Settings(
                service, model, udp, new InetSocketAddress(address, chosen), backlog, idle, maxConnections);
        Narrator narrator = new Narrator(out, texts);
        Server server;
        try {
            server = Server.open(settings, narrator);
        } catch (IOException e) {
            err.println(Fault.binding(texts, settings.address(), e));
            return 1;
        }
        introduce(settings, server.address(), narrator);
        stopOnSignal("INT", server);
        stopOnSignal("TERM", server);
        try {
            server.serve();
            return 0;
        } catch (IOException e) {
            err.println(Fault.talking(texts, server.address(), e));
            return 1;
        } finally {
            narrator.totals(udp);
        }
    }

    private static void stopOnSignal(String name, Server server) {
        try {
            Signal.handle(new Signal(name), signal -> server.stop());
        } catch (IllegalArgumentException e) {
            return; // the JVM keeps this signal to itself: it ends the program as ever
        }
    }

    private static void introduce(Settings settings, InetSocketAddress bound, Narrator narrator) {
        narrator.say(settings.udp() ? "bound.udp" : "bound", Narrator.show(bound));
        if (!settings.udp()) {
            narrator.say("listening", settings.backlog());
            narrator.say("model." + settings.model().name().toLowerCase(Locale.ROOT));
        }
        String port = String.valueOf(bound.getPort());
        String protocol = settings.udp() ? " --udp" : "";
        InetAddress host = settings.address().getAddress();
        if (host.isLoopbackAddress()) {
            narrator.say("only.here", Addresses.text(host) + " " + port + protocol);
        } else if (host.isAnyLocalAddress()) {
            List<String> others = addresses();
            if (others.isEmpty()) {
                narrator.say("no.network");
            }
            others.forEach(address -> narrator.say("from.elsewhere", address + " " + port + protocol));
        } else {
            narrator.say("from.elsewhere", Addresses.text(host) + " " + port + protocol);
        }
        narrator.say("how.to.end");
    }

    /// The machine's addresses that another machine can reach, IPv4 first, without link-local ones.
    private static List<String> addresses() {
        List<InetAddress> found = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .forEach(found::add);
        } catch (SocketException e) {
            return List.of();
        }
        found.sort(Comparator.comparingInt(address -> address.getAddress().length));
        return found.stream().map(Addresses::text).toList();
    }
}
