package soquete.live;

import java.util.List;
import soquete.live.Shown.Mode;

/// What keys have chosen: the page, the socket, how far a page is scrolled.
final class Choice {

    /// The keys of the view.
    enum Key {
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        ENTER,
        ESCAPE,
        LOG,
        QUIT
    }

    private Mode mode = Mode.SOCKETS;
    private long id;
    private int index;
    private int top;
    private int last;
    private boolean quits;

    Mode mode() {
        return mode;
    }

    int index() {
        return index;
    }

    int top() {
        return top;
    }

    boolean quits() {
        return quits;
    }

    /// Keeps to the chosen socket wherever it stands now; where it is gone, to its place.
    void keepTo(List<SocketLine> sockets) {
        for (int i = 0; i < sockets.size(); i++) {
            if (sockets.get(i).id() == id) {
                index = i;
                return;
            }
        }
        move(0, sockets);
    }

    private void move(int by, List<SocketLine> sockets) {
        index = Math.clamp((long) index + by, 0, Math.max(0, sockets.size() - 1));
        id = sockets.isEmpty() ? 0 : sockets.get(index).id();
    }

    /// Goes to a page of text: a ladder from its beginning, the log at its end.
    private void open(Mode page) {
        mode = page;
        top = page == Mode.LOG ? Integer.MAX_VALUE : 0;
        last = Integer.MAX_VALUE; // until it is drawn
    }

    /// @param page lines that a page holds
    void key(Key key, List<SocketLine> sockets, int page) {
        switch (key) {
            case UP -> step(-1, sockets);
            case DOWN -> step(1, sockets);
            case PAGE_UP -> step(-page, sockets);
            case PAGE_DOWN -> step(page, sockets);
            case ENTER -> {
                if (!sockets.isEmpty()) {
                    open(Mode.LADDER);
                }
            }
            case ESCAPE -> mode = Mode.SOCKETS;
            case LOG -> open(Mode.LOG);
            case QUIT -> quits = true;
        }
    }

    private void step(int by, List<SocketLine> sockets) {
        if (mode == Mode.SOCKETS) {
            move(by, sockets);
        } else {
            top = Math.clamp((long) Math.min(top, last) + by, 0, last);
        }
    }

    /// Scrolls no further than the text goes.
    ///
    /// @param lines of the text; a page shows so many of them
    void limit(int lines, int page) {
        last = Math.max(0, lines - page);
        if (mode == Mode.LOG && top >= last) {
            top = Integer.MAX_VALUE; // and stays at the end as the log grows
        } else {
            top = Math.min(top, last);
        }
    }
}
