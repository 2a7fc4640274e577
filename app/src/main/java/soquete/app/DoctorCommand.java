package soquete.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import soquete.command.Command;
import soquete.command.Options;
import soquete.host.Platform;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;
import soquete.text.Grid;
import soquete.text.Json;
import soquete.text.Messages;
import soquete.text.Screen;

/// `soquete doctor`: what this user may do here.
final class DoctorCommand implements Command {

    private boolean json;

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.flag("option.json", it -> json = it, "--json");
    }

    @Override
    public Integer call() {
        Messages texts = Failures.texts();
        Screen screen = Screen.standard();
        try (Platform platform = Platform.current()) {
            List<List<String>> rows = new ArrayList<>();
            for (Capability capability : platform.capabilities()) {
                String name = texts.text("capability." + capability.name());
                Unavailable missing = capability.missing();
                boolean there = missing == null;
                String remedy = missing == null
                        ? ""
                        : texts.text("capability." + capability.name() + ".cost") + " "
                                + Failures.unavailable(missing, texts);
                if (json) {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("capability", capability.name().name());
                    fields.put("available", there);
                    fields.put("name", name);
                    fields.put("remedy", remedy);
                    screen.line(Json.line(fields));
                } else {
                    rows.add(List.of(name, texts.text(there ? "doctor.yes" : "doctor.no"), remedy));
                }
            }
            if (!json) {
                screen.line(texts.text("doctor.title"));
                screen.line("");
                List<String> header = List.of(
                        texts.text("doctor.capability"), texts.text("doctor.there"), texts.text("doctor.remedy"));
                new Grid(header, rows).lines(screen.columns()).forEach(screen::line);
                screen.line("");
                screen.wrapped("", texts.text("doctor.tier." + Tier.of(platform).key()));
            }
        }
        return 0;
    }
}
