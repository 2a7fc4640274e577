package soquete.watch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import soquete.host.SocketTable;
import soquete.trace.SocketRow;

/// The socket tables of several places, read as one.
final class Tables implements SocketTable {
    private final List<SocketTable> each = new ArrayList<>();

    void add(SocketTable table) {
        each.add(table);
    }

    @Override
    public List<SocketRow> read() throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        for (SocketTable one : each) {
            rows.addAll(one.read());
        }
        return rows;
    }
}
