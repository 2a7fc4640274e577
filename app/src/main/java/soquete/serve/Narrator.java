package soquete.serve;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.LongAdder;
import soquete.text.Messages;
import soquete.wire.Endpoint;

/// Says what happens as it happens, one line each, and counts it. For any number of threads.
final class Narrator {

    final LongAdder connections = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();

    private final PrintWriter out;
    private final Messages texts;

    Narrator(PrintWriter out, Messages texts) {
        this.out = out;
        this.texts = texts;
    }

    void say(String key, Object... arguments) {
        String text = texts.text(key, arguments);
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    void accepted(long id, SocketAddress peer) {
        connections.increment();
        say("accepted", id, show(peer));
    }

    void received(long id, long bytes) {
        received.add(bytes);
        say("received", id, bytes);
    }

    void sent(long id, long bytes) {
        sent.add(bytes);
        say("sent", id, bytes);
    }

    void totals(boolean udp) {
        say(udp ? "totals.udp" : "totals", connections.sum(), received.sum(), sent.sum());
    }

    Messages texts() {
        return texts;
    }

    static String show(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? new Endpoint(internet.getAddress(), internet.getPort()).toString()
                : String.valueOf(address);
    }
}
