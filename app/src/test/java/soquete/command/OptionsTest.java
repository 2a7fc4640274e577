package soquete.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

class OptionsTest {

    private enum Colour {
        RED,
        GREEN
    }

    /// One option of each kind.
    private static final class Painting implements Command {
        private boolean quick;
        private int size = 7;
        private Colour colour = Colour.RED;
        private List<String> names = List.of();
        private List<String> parts = List.of();
        private String place = "";
        private List<String> rest = List.of();

        @Override
        public String texts() {
            return "soquete.app.app";
        }

        @Override
        public void options(Options options) {
            options.flag("quick", it -> quick = it, "-q", "--quick");
            options.value("N", "size", Integer::valueOf, it -> size = it, "--size");
            options.needed("COLOUR", "colour", Options.constant(Colour.class), it -> colour = it, "--colour");
            options.values("NAME", "name", it -> names = it, "--name");
            options.valuesWithCommas("PART[,PART…]", "part", it -> parts = it, "--part");
            options.argument("PLACE", "place", Function.identity(), it -> place = it);
            options.arguments("WORD", "word", it -> rest = it);
        }

        @Override
        public Integer call() {
            return size;
        }
    }

    private final Painting painting = new Painting();

    private void read(String line) {
        painting.line().parseArgs(line.split(" ", -1));
    }

    @Test
    void whatIsNotGivenStays() {
        read("wall --colour=red");
        assertThat(painting.quick).isFalse();
        assertThat(painting.size).isEqualTo(7);
        assertThat(painting.names).isEmpty();
        assertThat(painting.place).isEqualTo("wall");
        assertThat(painting.rest).isEmpty();
    }

    @Test
    void everyKindIsTaken() {
        read("--name a wall -q --size 9 one --colour Green --name b --part x,y two");
        assertThat(painting.quick).isTrue();
        assertThat(painting.size).isEqualTo(9);
        assertThat(painting.colour).isEqualTo(Colour.GREEN);
        assertThat(painting.names).containsExactly("a", "b");
        assertThat(painting.parts).containsExactly("x", "y");
        assertThat(painting.place).isEqualTo("wall");
        assertThat(painting.rest).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wall",
                "--colour red",
                "wall --colour blue",
                "wall --colour red --size many",
                "wall --colour red --size",
                "wall --colour red --quick=perhaps",
                "wall --colour red --slow"
            })
    void whatIsMissingOrWrongIsSaid(String line) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(ParameterException.class);
    }

    @Test
    void theResultIsTheExitCode() {
        assertThat(painting.line().execute("wall", "--colour", "red", "--size", "3"))
                .isEqualTo(3);
    }
}
