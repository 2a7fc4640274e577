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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import soquete.text.Messages;
import soquete.text.Span;
import soquete.wire.Addresses;
import sun.misc.Signal;

/// `soquete serve`: one of the class's servers, in the model of one's choice, until Ctrl-C; then exit code 0.
@Command(resourceBundle = "soquete.serve.serve")
public final class ServeCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "greeting|echo|upper",
            converter = ServiceName.class,
            descriptionKey = "option.service")
    private Service service = Service.ECHO;

    @Option(names = "--udp", descriptionKey = "option.udp")
    private boolean udp;

    @Option(names = "--host", paramLabel = "HOST", descriptionKey = "option.host")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", descriptionKey = "option.port")
    private @Nullable Integer port;

    @Option(names = "--backlog", paramLabel = "N", descriptionKey = "option.backlog")
    private int backlog = 50;

    @Option(names = "--model", paramLabel = "MODEL", converter = ModelName.class, descriptionKey = "option.model")
    private Model model = Model.THREADS;

    @Option(
            names = "--idle-timeout",
            paramLabel = "D",
            converter = Span.class,
            defaultValue = "60s",
            descriptionKey = "option.idle")
    private Duration idle = Duration.ofSeconds(60);

    @Option(names = "--max-connections", paramLabel = "N", descriptionKey = "option.max")
    private int maxConnections = 500;

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

    /// Names of constants as a command line has them.
    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + name + "': "
                    + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
        }
    }

    private static final class ServiceName implements ITypeConverter<Service> {
        @Override
        public Service convert(String name) {
            return constant(Service.class, name);
        }
    }

    private static final class ModelName implements ITypeConverter<Model> {
        @Override
        public Model convert(String name) {
            return constant(Model.class, name);
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
