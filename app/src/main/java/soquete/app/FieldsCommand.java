package soquete.app;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import soquete.command.Command;
import soquete.command.Options;
import soquete.filter.Field;
import soquete.flow.Depth;
import soquete.flow.Job;
import soquete.flow.Tracker;
import soquete.reading.FieldsJob;
import soquete.reading.Reading;
import soquete.text.Screen;

/// `soquete fields FILE… [FILTER] -e FIELD…`: a row of fields for each packet.
final class FieldsCommand implements Command {

    private List<String> names = List.of();

    private boolean csv;

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private boolean headerless;

    private boolean follow;

    private boolean list;

    private List<String> words = List.of();

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.values("FIELD", "soquete.fields.field", it -> names = it, "-e");
        options.flag("soquete.fields.csv", it -> csv = it, "--csv");
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.flag("soquete.fields.no-header", it -> headerless = it, "--no-header");
        options.flag("soquete.fields.follow", it -> follow = it, "--follow");
        options.flag("soquete.fields.list", it -> list = it, "--list");
        options.arguments("FILE|FILTER", "option.files-and-filter", it -> words = it);
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            Screen screen = Screen.standard();
            for (Field field : Field.values()) {
                screen.line(field.text());
            }
            return 0;
        }
        CaptureArguments arguments = CaptureArguments.of(words);
        FieldsJob.Format format = json ? FieldsJob.Format.JSON : csv ? FieldsJob.Format.CSV : FieldsJob.Format.TSV;
        try (OutputStream out = Console.rows()) {
            FieldsJob job = new FieldsJob(fields(), arguments.filter(), format, out);
            Reading reading = limit.reading(arguments.files()).showingRows();
            if (follow) {
                reading.following();
            }
            if (job.needsFinals() && reading.repeatable()) {
                Tracker first = reading.run(Job.nothing(Depth.FLAGS));
                if (reading.interrupted()) {
                    return Failures.INTERRUPTED;
                }
                if (first.closedOut() == 0) {
                    job.finals(first.tcpFlows()); // by number: only when none is missing
                }
            }
            if (!headerless) {
                job.header();
            }
            reading.run(job);
            return CaptureArguments.ended(reading);
        }
    }

    private List<Field> fields() throws Failure {
        if (names.isEmpty()) {
            throw Failure.wrongUse("error.no-fields");
        }
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            Field field = Field.named(name);
            if (field == null) {
                throw Failure.wrongUse("error.unknown-field", name);
            }
            fields.add(field);
        }
        return fields;
    }
}
