package soquete.live;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.live.Examples.CLIENT;
import static soquete.live.Examples.SERVER;

import java.util.List;
import org.junit.jupiter.api.Test;
import soquete.live.Choice.Key;
import soquete.live.Shown.Mode;
import soquete.live.SocketLine.Phase;

/// What keys do.
class ChoiceTest {

    private final Choice choice = new Choice();

    private static SocketLine socket(long id) {
        return Examples.line(id, SERVER, CLIENT, Phase.OPEN, null);
    }

    @Test
    void theChosenSocketIsKeptWhereverItGoes() {
        List<SocketLine> sockets = List.of(socket(1), socket(2), socket(3));
        choice.keepTo(sockets);
        choice.key(Key.DOWN, sockets, 10);
        assertThat(choice.index()).isEqualTo(1);
        choice.keepTo(List.of(socket(8), socket(9), socket(1), socket(2)));
        assertThat(choice.index()).isEqualTo(3);
        choice.keepTo(List.of(socket(8), socket(9)));
        assertThat(choice.index()).isEqualTo(1);
        choice.keepTo(List.of());
        assertThat(choice.index()).isZero();
    }

    @Test
    void keysStayWithinTheSockets() {
        List<SocketLine> sockets = List.of(socket(1), socket(2));
        choice.key(Key.UP, sockets, 10);
        assertThat(choice.index()).isZero();
        choice.key(Key.PAGE_DOWN, sockets, 10);
        assertThat(choice.index()).isEqualTo(1);
    }

    @Test
    void aLadderOpensAtItsBeginningAndEscapeLeadsBack() {
        List<SocketLine> sockets = List.of(socket(1));
        choice.key(Key.ENTER, sockets, 10);
        assertThat(choice.mode()).isEqualTo(Mode.LADDER);
        choice.key(Key.PAGE_DOWN, sockets, 10);
        choice.limit(15, 10);
        assertThat(choice.top()).isEqualTo(5);
        choice.key(Key.ESCAPE, sockets, 10);
        assertThat(choice.mode()).isEqualTo(Mode.SOCKETS);
    }

    @Test
    void withoutSocketsThereIsNoLadder() {
        choice.key(Key.ENTER, List.of(), 10);
        assertThat(choice.mode()).isEqualTo(Mode.SOCKETS);
    }

    @Test
    void theLogStaysAtItsEndUnlessScrolled() {
        choice.key(Key.LOG, List.of(), 10);
        choice.limit(100, 10);
        assertThat(choice.top()).isEqualTo(Integer.MAX_VALUE);
        choice.key(Key.UP, List.of(), 10);
        choice.limit(100, 10);
        assertThat(choice.top()).isEqualTo(89);
        choice.limit(120, 10);
        assertThat(choice.top()).isEqualTo(89);
    }

    @Test
    void qEnds() {
        choice.key(Key.QUIT, List.of(), 10);
        assertThat(choice.quits()).isTrue();
    }
}
