package soquete.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/// The options and arguments of a command, one call each. `key` names the description in the command's texts, `label`
/// what stands for the value in them.
///
/// picocli's annotations would say the same, and reading them took a quarter of a start: the JVM makes classes for
/// them at each start, which its cache cannot hold.
public final class Options {
    private final CommandSpec spec;

    Options(CommandSpec spec) {
        this.spec = spec;
    }

    /// The command that picocli knows: where it writes, and what a wrong use is an error of.
    public CommandSpec spec() {
        return spec;
    }

    /// An option without a value.
    public void flag(String key, Consumer<Boolean> to, String... names) {
        // the label is for the complaint about a value that there should not be
        add(OptionSpec.builder(names).type(boolean.class).paramLabel(names[0]), key, new Target<>(to));
    }

    /// An option with a value.
    ///
    /// @param read makes the value of the word; whatever it throws says that the word is wrong
    public <T> void value(String label, String key, Function<String, T> read, Consumer<T> to, String... names) {
        add(valued(label, read, names), key, new Target<>(to));
    }

    /// An option that must be there.
    public <T> void needed(String label, String key, Function<String, T> read, Consumer<T> to, String... names) {
        add(valued(label, read, names).required(true), key, new Target<>(to));
    }

    /// An option that may be there several times.
    public void values(String label, String key, Consumer<List<String>> to, String... names) {
        add(listed(label, names), key, new Target<>(to));
    }

    /// As [#values], each value being several with commas between.
    public void valuesWithCommas(String label, String key, Consumer<List<String>> to, String... names) {
        add(listed(label, names).splitRegex(","), key, new Target<>(to));
    }

    /// An option whose words `consumer` takes.
    public <T> void consumed(String label, String key, IParameterConsumer consumer, Consumer<T> to, String... names) {
        add(OptionSpec.builder(names).arity("1").paramLabel(label).parameterConsumer(consumer), key, new Target<>(to));
    }

    /// An option of this command and all below it.
    public void everywhere(String label, String key, Consumer<String> to, String... names) {
        add(valued(label, Function.identity(), names).scopeType(ScopeType.INHERIT), key, new Target<>(to));
    }

    /// The options that picocli itself acts on: `--version`, and `-h` of this command and all below it.
    public void standard(String version) {
        spec.version(version);
        spec.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .descriptionKey("option.version")
                .build());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .descriptionKey("option.help")
                .build());
    }

    /// The next argument, which must be there.
    public <T> void argument(String label, String key, Function<String, T> read, Consumer<T> to) {
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .index(String.valueOf(spec.positionalParameters().size()))
                .required(true)
                .converters(read::apply);
        add(builder, label, key, new Target<>(to));
    }

    /// All other arguments, as many as there are.
    public void arguments(String label, String key, Consumer<List<String>> to) {
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .index(spec.positionalParameters().size() + "..*")
                .arity("0..*")
                .type(ArrayList.class)
                .auxiliaryTypes(String.class);
        add(builder, label, key, new Target<>(to));
    }

    /// Reads the name of a constant, in any case.
    public static <E extends Enum<E>> Function<String, E> constant(Class<E> type) {
        return name -> Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    }

    private static OptionSpec.Builder valued(String label, Function<String, ?> read, String... names) {
        return OptionSpec.builder(names).arity("1").paramLabel(label).converters(read::apply);
    }

    private static OptionSpec.Builder listed(String label, String... names) {
        return OptionSpec.builder(names)
                .arity("1")
                .paramLabel(label)
                .type(ArrayList.class)
                .auxiliaryTypes(String.class);
    }

    private void add(OptionSpec.Builder builder, String key, Target<?> target) {
        spec.addOption(builder.descriptionKey(key).getter(target).setter(target).build());
    }

    private void add(PositionalParamSpec.Builder builder, String label, String key, Target<?> target) {
        spec.addPositional(builder.paramLabel(label)
                .descriptionKey(key)
                .getter(target)
                .setter(target)
                .build());
    }

    /// Where a value goes.
    private static final class Target<T> implements IGetter, ISetter {
        private final Consumer<T> to;
        private @Nullable Object value;

        Target(Consumer<T> to) {
            this.to = to;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's own
        public <X> @Nullable X get() {
            return (X) value;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <X> @Nullable X set(@Nullable X next) {
            value = next;
            if (next != null) { // before it reads, picocli clears
                to.accept((T) next);
            }
            return next;
        }
    }
}
