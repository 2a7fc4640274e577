package soquete.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import soquete.serve.ConnectCommand;
import soquete.serve.ServeCommand;
import soquete.text.Language;

/// The command `soquete`.
@Command(name = "soquete", resourceBundle = "soquete.app.app", version = "soquete " + Main.VERSION)
@SuppressWarnings("UnusedVariable") // options that picocli itself acts on
public final class Main implements Runnable {

    public static final String VERSION = "0.1.0";

    /// The commands by their names, in the order of the help.
    private static final List<Map.Entry<String, Class<?>>> COMMANDS = List.of(
            command("lab", LabCommand.class),
            command("watch", WatchCommand.class),
            command("replay", ReplayCommand.class),
            command("explain", ExplainCommand.class),
            command("conversations", ConversationsCommand.class),
            command("fields", FieldsCommand.class),
            command("cut", CutCommand.class),
            command("follow", FollowCommand.class),
            command("stats", StatsCommand.class),
            command("states", StatesCommand.class),
            command("capture", CaptureCommand.class),
            command("serve", ServeCommand.class),
            command("connect", ConnectCommand.class),
            command("doctor", DoctorCommand.class));

    @Option(names = "--version", versionHelp = true, descriptionKey = "option.version")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            descriptionKey = "option.help")
    private boolean help;

    /// Read by [Language#of] before anything is said; here it is only known.
    @Option(names = "--lang", paramLabel = "pt|en", scope = ScopeType.INHERIT, descriptionKey = "option.lang")
    private void language(String name) {
        if (!Language.isSpoken(name)) {
            throw new ParameterException(spec.commandLine(), Failures.texts().text("error.bad-language", name));
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static volatile boolean ending;

    /// Whether the program is being ended from outside: what fails from then on is a consequence.
    static boolean ending() {
        return ending;
    }

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true));
        System.exit(run(args));
    }

    /// The whole program but for leaving the JVM.
    static int run(String... args) {
        Locale.setDefault(Language.of(args));
        CommandLine line = commands(args.length == 0 ? "" : args[0]);
        line.setOut(Console.writer(System.out));
        line.setErr(Console.writer(System.err));
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Failures::wrongUse);
        line.setExecutionExceptionHandler(Failures::failed);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return Failures.outOfMemory(e);
        }
    }

    /// Just the command that the first word names: to prepare one takes half of the time of all. Else all of them.
    private static CommandLine commands(String first) {
        CommandLine line = new CommandLine(new Main());
        boolean named = COMMANDS.stream().anyMatch(command -> command.getKey().equals(first));
        for (Map.Entry<String, Class<?>> command : COMMANDS) {
            if (!named || command.getKey().equals(first)) {
                line.addSubcommand(command.getKey(), command.getValue());
            }
        }
        return line;
    }

    private static Map.Entry<String, Class<?>> command(String name, Class<?> type) {
        return Map.entry(name, type);
    }
}
