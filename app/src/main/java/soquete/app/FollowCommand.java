package soquete.app;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import soquete.command.Command;
import soquete.command.Options;
import soquete.reading.Follow;
import soquete.reading.Reading;
import soquete.text.Screen;

/// `soquete follow FILE N`: the bytes of one conversation.
final class FollowCommand implements Command {

    private String file = "";

    private String number = "";

    private boolean udp;

    private boolean hex;

    private boolean raw;

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private boolean client;

    private boolean server;

    @Override
    public String texts() {
        return "soquete.reading.follow";
    }

    @Override
    public void options(Options options) {
        options.argument("FILE", "option.file", Function.identity(), it -> file = it);
        options.argument("N", "option.number", Function.identity(), it -> number = it);
        options.flag("option.udp", it -> udp = it, "--udp");
        options.flag("option.hex", it -> hex = it, "--hex");
        options.flag("option.raw", it -> raw = it, "--raw");
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.flag("option.client", it -> client = it, "--client");
        options.flag("option.server", it -> server = it, "--server");
    }

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
