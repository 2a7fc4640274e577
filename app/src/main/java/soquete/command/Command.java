package soquete.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import soquete.text.Messages;

/// One of the program's commands: what its line may hold, and what it does. Its result is the exit code.
public interface Command extends Callable<Integer> {

    /// The bundle of its texts.
    String texts();

    /// Says which options and arguments there are, and where their values go.
    void options(Options options);

    /// The command for picocli to read and to call.
    default CommandLine line() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this, Command::made);
        options(new Options(spec));
        CommandLine line = new CommandLine(spec, Command::made);
        line.setHelpFactory(Command::help);
        return line;
    }

    private static Help help(CommandSpec shown, ColorScheme colours) {
        readTexts(shown);
        return new Help(shown, colours);
    }

    /// Only when they are shown; what a command's own do not say, those of the command above it do.
    private static void readTexts(CommandSpec spec) {
        if (spec.parent() != null) {
            readTexts(spec.parent());
        }
        if (spec.userObject() instanceof Command command) {
            spec.resourceBundle(Messages.bundle(command.texts(), Locale.getDefault()));
        }
    }

    /// What picocli makes by its class. Its own way looks for Groovy first, in every library.
    private static <T> T made(Class<T> type) throws ReflectiveOperationException {
        return type.getDeclaredConstructor().newInstance();
    }
}
