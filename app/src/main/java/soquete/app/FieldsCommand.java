package soquete.app;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import soquete.filter.Field;
import soquete.flow.Depth;
import soquete.flow.Job;
import soquete.flow.Tracker;
import soquete.reading.FieldsJob;
import soquete.reading.Reading;
import soquete.text.Screen;

/// `soquete fields FILE… [FILTER] -e FIELD…`: a row of fields for each packet.
@Command(resourceBundle = "soquete.app.app")
final class FieldsCommand implements Callable<Integer> {

    @Option(names = "-e", paramLabel = "FIELD", descriptionKey = "soquete.fields.field")
    private List<String> names = List.of();

    @Option(names = "--csv", descriptionKey = "soquete.fields.csv")
    private boolean csv;

    @Mixin
    private ConnectionLimit limit = new ConnectionLimit();

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Option(names = "--no-header", descriptionKey = "soquete.fields.no-header")
    private boolean headerless;

    @Option(names = "--follow", descriptionKey = "soquete.fields.follow")
    private boolean follow;

    @Option(names = "--list", descriptionKey = "soquete.fields.list")
    private boolean list;

    @Parameters(arity = "0..*", paramLabel = "FILE|FILTER", descriptionKey = "option.files-and-filter")
    private List<String> words = List.of();

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
