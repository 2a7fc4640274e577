package soquete.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import soquete.command.Command;
import soquete.command.Options;
import soquete.serve.ConnectCommand;
import soquete.serve.ServeCommand;
import soquete.text.Language;
import soquete.text.Messages;

/// The command `soquete`.
public final class Main implements Command {

    public static final String VERSION = "0.1.0";

    private static final String TEXTS = "soquete.app.app";

    /// The commands by their names, in the order of the help.
    private static final List<Map.Entry<String, Supplier<Command>>> COMMANDS = List.of(
            command("lab", LabCommand::new),
            command("watch", WatchCommand::new),
            command("replay", ReplayCommand::new),
            command("explain", ExplainCommand::new),
            command("conversations", ConversationsCommand::new),
            command("fields", FieldsCommand::new),
            command("cut", CutCommand::new),
            command("follow", FollowCommand::new),
            command("stats", StatsCommand::new),
            command("states", StatesCommand::new),
            command("capture", CaptureCommand::new),
            command("serve", ServeCommand::new),
            command("connect", ConnectCommand::new),
            command("doctor", DoctorCommand::new));

    @SuppressWarnings("NullAway.Init") // by options
    private CommandSpec spec;

    @Override
    public String texts() {
        return TEXTS;
    }

    @Override
    public void options(Options options) {
        spec = options.spec();
        spec.name("soquete");
        options.standard("soquete " + VERSION);
        options.everywhere("pt|en", "option.lang", this::language, "--lang");
    }

    /// Read by [Language#of] before anything is said; here it is only known.
    private void language(String name) {
        if (!Language.isSpoken(name)) {
            throw new ParameterException(spec.commandLine(), Failures.texts().text("error.bad-language", name));
        }
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    private static volatile boolean ending;

    /// Whether the program is being ended from outside: what fails from then on is a consequence.
    static boolean ending() {
        return ending;
    }

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true));
        int status = run(args);
        if (status != 0) { // else nothing runs on, and to say 0 the JVM would look for a logger in every library
            System.exit(status);
        }
    }

    /// The whole program but for leaving the JVM.
    static int run(String... args) {
        Locale.setDefault(Language.of(args));
        Messages.readAhead(TEXTS, Locale.getDefault());
        CommandLine line = commands(args.length == 0 ? "" : args[0]);
        line.setOut(Console.writer(System.out));
        line.setErr(Console.writer(System.err));
        line.setUsageHelpLongOptionsMaxWidth(30);
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
        CommandLine line = new Main().line();
        boolean named = COMMANDS.stream().anyMatch(command -> command.getKey().equals(first));
        for (Map.Entry<String, Supplier<Command>> command : COMMANDS) {
            if (!named || command.getKey().equals(first)) {
                line.addSubcommand(command.getKey(), command.getValue().get().line());
            }
        }
        return line;
    }

    private static Map.Entry<String, Supplier<Command>> command(String name, Supplier<Command> made) {
        return Map.entry(name, made);
    }
}
