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
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import soquete.command.Command;
import soquete.command.Options;
import soquete.text.Messages;
import soquete.text.Span;

/// `soquete connect`: a client that sends lines and shows what comes back.
public final class ConnectCommand implements Command {

    @SuppressWarnings("NullAway.Init") // by options
    private CommandSpec spec;

    private String host = "";

    private int port;

    private boolean udp;

    private List<String> messages = List.of();

    private Duration timeout = Duration.ofSeconds(10);

    @Override
    public String texts() {
        return "soquete.serve.connect";
    }

    @Override
    public void options(Options options) {
        spec = options.spec();
        options.argument("HOST", "option.host", Function.identity(), it -> host = it);
        options.argument("PORT", "option.port", Integer::valueOf, it -> port = it);
        options.flag("option.udp", it -> udp = it, "--udp");
        options.values("TEXT", "option.message", it -> messages = it, "--message");
        options.value("D", "option.timeout", Span::parse, it -> timeout = it, "--timeout");
    }

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
