package soquete.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// One of the program's commands: what its line may hold, and what it does. Its result is the exit code.
public interface Command extends Callable<Integer> {

    /// Says which options and arguments there are, and where their values go.
    void options(Options options);

    /// The command for picocli to read and to call.
    default CommandLine line() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        options(new Options(spec));
        return new CommandLine(spec);
    }
}
