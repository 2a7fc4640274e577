package soquete.app;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import soquete.reading.Follow;
import soquete.reading.Reading;
import soquete.text.Screen;

/// `soquete follow FILE N`: the bytes of one conversation.
@Command(resourceBundle = "soquete.reading.follow")
final class FollowCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "option.file")
    private String file = "";

    @Parameters(index = "1", paramLabel = "N", descriptionKey = "option.number")
    private String number = "";

    @Option(names = "--udp", descriptionKey = "option.udp")
    private boolean udp;

    @Option(names = "--hex", descriptionKey = "option.hex")
    private boolean hex;

    @Option(names = "--raw", descriptionKey = "option.raw")
    private boolean raw;

    @Mixin
    private ConnectionLimit limit = new ConnectionLimit();

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Option(names = "--client", descriptionKey = "option.client")
    private boolean client;

    @Option(names = "--server", descriptionKey = "option.server")
    private boolean server;

    @Override
    public Integer call() throws Exception {
        CaptureArguments arguments = CaptureArguments.of(List.of(file));
        if (!number.matches("\\d{1,9}")) {
            throw Failure.wrongUse("error.bad-stream", number);
        }
        if ((hex ? 1 : 0) + (raw ? 1 : 0) + (json ? 1 : 0) > 1) {
            throw Failure.wrongUse("error.one-form");
        }
        Follow.Form form = hex ? Follow.Form.HEX : raw ? Follow.Form.RAW : json ? Follow.Form.JSON : Follow.Form.TEXT;
        Follow.Which which = new Follow.Which(!udp, Integer.parseInt(number));
        boolean both = client == server;
        boolean colour = form == Follow.Form.TEXT && Screen.standard().colour();
        Follow.Shown shown = new Follow.Shown(both || client, both || server, colour);
        Reading reading = limit.reading(arguments.files()).showingRows();
        int there;
        try (OutputStream out = new BufferedOutputStream(Console.rows(), 1 << 16)) {
            there = new Follow(which, form, shown, out).run(reading);
        }
        int code = CaptureArguments.ended(reading);
        if (there >= 0 && code == 0) {
            throw new Failure("error.no-stream", (udp ? "udp" : "tcp") + ".stream " + number, there);
        }
        return code;
    }
}
