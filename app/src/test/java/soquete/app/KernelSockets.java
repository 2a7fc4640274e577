package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import soquete.host.Host;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// The TCP sockets of a host as `ss` of iproute2 shows them, with what it reads of tcp_info.
final class KernelSockets {

    private static final Pattern END = Pattern.compile("\\[?(?:::ffff:)?([^\\]]+?)]?:(\\d+)");

    private KernelSockets() {}

    /// One connection's end.
    ///
    /// @param state    as ss has it: `ESTAB`, `TIME-WAIT`
    /// @param unread   bytes that came and were not read
    /// @param sent     bytes of the stream, those that were sent again once
    /// @param received bytes of the stream, read or not
    record Row(String state, Endpoint local, Endpoint peer, long unread, long sent, long received) {}

    /// Those that do not listen, in no order.
    static List<Row> of(Host host) throws IOException, InterruptedException {
        Process ss = host.start(new ProcessBuilder("ss", "-tanioHO").redirectErrorStream(true));
        String output = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ss.waitFor()).as(output).isZero();
        List<Row> rows = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (!words[0].equals("LISTEN")) {
                rows.add(new Row(
                        words[0],
                        end(words[3]),
                        end(words[4]),
                        Long.parseLong(words[1]),
                        value(line, "bytes_sent") - value(line, "bytes_retrans"),
                        value(line, "bytes_received")));
            }
        }
        return rows;
    }

    private static Endpoint end(String text) {
        Matcher matcher = END.matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        return new Endpoint(Addresses.literal(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// 0 where it is not said.
    private static long value(String line, String name) {
        Matcher matcher = Pattern.compile(" " + name + ":(\\d+)").matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
