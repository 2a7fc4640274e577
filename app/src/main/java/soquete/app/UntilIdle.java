package soquete.app;

import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import soquete.text.Span;

/// The two words behind `--until`: `idle`, and for how long.
final class UntilIdle implements IParameterConsumer {

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        String what = words.isEmpty() || words.peek().equals("--") ? "" : words.pop();
        String time = words.isEmpty() || words.peek().equals("--") ? "" : words.pop();
        try {
            if (what.equals("idle")) {
                option.setValue(Span.parse(time));
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below, with the whole form
        }
        String written = (what + " " + time).strip();
        throw new ParameterException(command.commandLine(), Failures.texts().text("error.bad-until", written));
    }
}
