package soquete.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GridTest {

    @Test
    void columnsAreAligned() {
        Grid grid = new Grid(List.of("a", "bb"), List.of(List.of("xxx", "y"), List.of("", "zz")));
        assertThat(grid.lines(80)).containsExactly("a    bb", "───────", "xxx  y", "     zz");
    }

    @Test
    void tooWideCellsAreBroken() {
        Grid grid =
                new Grid(List.of("k", "text"), List.of(List.of("1", "some words that do not fit in one line here")));
        assertThat(grid.lines(24)).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(24));
        assertThat(String.join(" ", grid.lines(24)).replaceAll("\\s+", " ")).contains("some words that do");
    }

    @Test
    void wordsAreBrokenLast() {
        Grid grid = new Grid(
                List.of("client", "findings"), List.of(List.of("192.0.2.165:32768", "closed with unread data")));
        assertThat(grid.lines(34).getLast()).isEqualTo("                   unread data");
        assertThat(grid.lines(34)).anySatisfy(l -> assertThat(l).startsWith("192.0.2.165:32768  closed with"));
    }
}
