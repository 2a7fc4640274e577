package soquete.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import soquete.text.Messages;
import soquete.text.Span;

/// `soquete connect`: a client that sends lines and shows what comes back.
@Command(resourceBundle = "soquete.serve.connect")
public final class ConnectCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "HOST", descriptionKey = "option.host")
    private String host = "";

    @Parameters(index = "1", paramLabel = "PORT", descriptionKey = "option.port")
    private int port;

    @Option(names = "--udp", descriptionKey = "option.udp")
    private boolean udp;

    @Option(names = "--message", paramLabel = "TEXT", descriptionKey = "option.message")
    private List<String> messages = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = Span.class,
            defaultValue = "10s",
            descriptionKey = "option.timeout")
    private Duration timeout = Duration.ofSeconds(10);

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        Messages texts = Messages.of("soquete.serve.serve", Locale.getDefault());
        if (port < 1 || port > 0xFFFF || timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
            throw new ParameterException(command.commandLine(), texts.text("fault.number"));
        }
        PrintWriter err = command.commandLine().getErr();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            err.println(Fault.naming(texts, host, e));
            return 1;
        }
        Client client = new Client(new Narrator(command.commandLine().getOut(), texts), (int) timeout.toMillis());
        InetSocketAddress asked = InetSocketAddress.createUnresolved(host, port);
        try {
            if (udp) {
                return client.exchange(new InetSocketAddress(addresses[0], port), lines()) ? 0 : 1;
            }
            client.converse(addresses, port, lines());
            return 0;
        } catch (IOException e) {
            err.println(Fault.talking(texts, asked, e));
            return 1;
        }
    }

    /// The messages, or the lines of the standard input.
    private Iterator<String> lines() {
        if (!messages.isEmpty()) {
            return messages.iterator();
        }
        Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
        return new BufferedReader(new InputStreamReader(System.in, charset))
                .lines()
                .iterator();
    }
}
