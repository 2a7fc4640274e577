package soquete.bench;

import java.io.IOException;

/// A TCP connection, from its first SYN to its end, as it passes the place of capture.
///
/// What passes makes the other end react, half a way later; so the order of packets is that of a real capture.
final class TcpFlow extends Flow {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;
    static final int WINDOW_SCALE = 7;
    /// What a header's field says of a receiver with room.
    static final int WINDOW = 4096;
    private static final int FIRST_WINDOW = 64_240;
    private static final long SECOND = 1_000_000_000L;

    /// How a connection is opened.
    enum Opening {
        NORMAL,
        /// The first SYN is not answered.
        SYN_LOST,
        /// A RST answers.
        REFUSED,
        /// Nothing answers, three times.
        SILENT
    }

    /// How a connection is closed.
    enum Closing {
        CLIENT,
        SERVER,
        /// The client closes its half; the server closes its own later.
        HALVES,
        CLIENT_RESETS,
        /// Answers the client's FIN by a RST.
        SERVER_RESETS,
        /// Not in this capture.
        OPEN
    }

    /// The way between the ends.
    ///
    /// @param toClient         nanoseconds from the place of capture to the client and back
    /// @param toServer         the same, to the server
    /// @param gap              nanoseconds between two segments that are sent at once
    /// @param mss              bytes of a segment's payload at most
    /// @param flight           bytes that may be under way
    /// @param lossPerMillion   segments that are lost
    /// @param lostBefore       whether what is lost does not reach the place of capture
    record Way(long toClient, long toServer, long gap, int mss, int flight, int lossPerMillion, boolean lostBefore) {}

    /// What is said.
    ///
    /// @param pauseNanos     between an answer and the next question, on average
    /// @param repeatPerTenThousand messages whose last segment is sent again though it had arrived
    /// @param stallEvery     bytes after which a receiver stops reading for a while; 0 for never
    /// @param keepAlive      whether long pauses have a keep-alive in their middle
    record Talk(
            Opening opening,
            Closing closing,
            int exchanges,
            int request,
            long response,
            long pauseNanos,
            int repeatPerTenThousand,
            long stallEvery,
            boolean keepAlive) {}

    /// One end: what it has sent and received, as offsets from the initial sequence numbers.
    private static final class End {
        int initial;
        long sent;
        long received;
    }

    final Way way;
    final Talk talk;
    private final End client = new End();
    private final End server = new End();
    private final int clock;
    private int syns;
    private int exchange;

    TcpFlow(FrameOut out, Ends ends, Dice dice, long number, long startNanos, Way way, Talk talk) {
        super(out, ends, dice, number);
        this.way = way;
        this.talk = talk;
        client.initial = (int) dice.next();
        server.initial = (int) dice.next();
        clock = (int) dice.next();
        at(startNanos, this::syn);
    }

    /// Nanoseconds from the place of capture to an end and back.
    long to(boolean client) {
        return client ? way.toClient() : way.toServer();
    }

    private End end(boolean ofClient) {
        return ofClient ? client : server;
    }

    /// The next offset an end sends from.
    long sent(boolean ofClient) {
        return end(ofClient).sent;
    }

    /// Notes what an end has received, all bytes before `offset`.
    void received(boolean ofClient, long offset) {
        end(ofClient).received = Math.max(end(ofClient).received, offset);
    }

    void sent(boolean ofClient, long offset) {
        end(ofClient).sent = Math.max(end(ofClient).sent, offset);
    }

    private void syn() throws IOException {
        syns++;
        control(true, 0, SYN);
        client.sent = 1;
        boolean silent = talk.opening() == Opening.SILENT;
        if (silent && syns < 3 || talk.opening() == Opening.SYN_LOST && syns == 1) {
            after(SECOND << syns - 1, this::syn);
        } else if (talk.opening() == Opening.REFUSED) {
            server.received = 1;
            after(way.toServer(), () -> control(false, 0, RST | ACK));
        } else if (!silent) {
            server.received = 1;
            after(way.toServer(), this::synAck);
        }
    }

    private void synAck() throws IOException {
        control(false, 0, SYN | ACK);
        server.sent = 1;
        client.received = 1;
        after(way.toClient(), this::established);
    }

    private void established() throws IOException {
        control(true, 1, ACK);
        after(dice.nanos(20_000, 300_000), this::ask);
    }

    private void ask() throws IOException {
        new Transfer(this, true, talk.request(), this::asked).start();
    }

    private void asked() {
        after(way.toServer() + dice.nanos(100_000, 2_000_000), this::answer);
    }

    private void answer() throws IOException {
        new Transfer(this, false, talk.response(), this::answered).start();
    }

    private void answered() {
        exchange++;
        if (exchange >= talk.exchanges()) {
            after(way.toClient() + dice.nanos(50_000, 5_000_000), this::close);
            return;
        }
        long pause = way.toClient() + dice.nanos(talk.pauseNanos() / 2, talk.pauseNanos() * 3 / 2);
        if (talk.keepAlive() && pause > 2 * SECOND) {
            after(pause / 2, this::keepAlive);
        }
        after(pause, this::ask);
    }

    /// RFC 9293 §3.8.4: an old sequence number, so that the other end must answer.
    private void keepAlive() throws IOException {
        control(true, client.sent - 1, ACK);
        after(way.toServer(), () -> control(false, server.sent, ACK));
    }

    private void close() throws IOException {
        switch (talk.closing()) {
            case CLIENT -> fin(true, () -> fin(false, () -> control(true, client.sent, ACK)));
            case SERVER -> fin(false, () -> fin(true, () -> control(false, server.sent, ACK)));
            case HALVES ->
                fin(true, () -> {
                    control(false, server.sent, ACK);
                    after(SECOND / 5, () -> fin(false, () -> control(true, client.sent, ACK)));
                });
            case CLIENT_RESETS -> control(true, client.sent, RST | ACK);
            case SERVER_RESETS -> fin(true, () -> control(false, server.sent, RST | ACK));
            case OPEN -> end();
        }
    }

    private void fin(boolean fromClient, Agenda.Deed next) throws IOException {
        End from = end(fromClient);
        control(fromClient, from.sent, FIN | ACK);
        from.sent++;
        end(!fromClient).received = from.sent;
        after(to(!fromClient), next);
    }

    /// A segment without data.
    private void control(boolean fromClient, long offset, int flags) throws IOException {
        boolean syn = (flags & SYN) != 0;
        int at = header(fromClient, offset, end(fromClient).received, flags, syn ? FIRST_WINDOW : WINDOW);
        int end = (flags & RST) != 0 ? at : syn ? synOptions(at, fromClient) : timestamps(at, fromClient);
        finish(at, end, end);
    }

    /// A segment with `length` bytes of a message that begins at the offset `start` and has `size`.
    void data(boolean fromClient, long start, long size, long offset, int length) throws IOException {
        int flags = offset + length == start + size ? ACK | PSH : ACK;
        int at = header(fromClient, offset, end(fromClient).received, flags, WINDOW);
        int options = timestamps(at, fromClient);
        Payload.fill(out.bytes(), options, length, ends.serverPort(), fromClient, offset - start, size);
        finish(at, options, options + length);
    }

    /// An acknowledgement of all before `offset`, and of a block beyond that when `blockEnd` is not 0 (RFC 2018 §3).
    ///
    /// @param window as the header's field has it
    void acknowledge(boolean fromClient, long offset, long block, long blockEnd, int window) throws IOException {
        int at = header(fromClient, end(fromClient).sent, offset, ACK, window);
        int end = timestamps(at, fromClient);
        if (blockEnd != 0) {
            out.u32(end, 0x0101_050A);
            out.u32(end + 4, end(!fromClient).initial + (int) block);
            out.u32(end + 8, end(!fromClient).initial + (int) blockEnd);
            end += 12;
        }
        finish(at, end, end);
    }

    private int header(boolean fromClient, long offset, long acknowledged, int flags, int window) {
        int at = out.begin(ends, fromClient, FrameOut.TCP);
        out.u16(at, ends.port(fromClient));
        out.u16(at + 2, ends.port(!fromClient));
        out.u32(at + 4, end(fromClient).initial + (int) offset);
        out.u32(at + 8, (flags & ACK) == 0 ? 0 : end(!fromClient).initial + (int) acknowledged);
        out.u8(at + 13, flags);
        out.u16(at + 14, window);
        out.u16(at + 18, 0);
        return at;
    }

    /// MSS, SACK permitted, timestamps, window scale: 20 bytes.
    private int synOptions(int at, boolean fromClient) {
        out.u32(at + 20, 0x0204_0000 | way.mss() + 12);
        out.u16(at + 24, 0x0402);
        stamps(at + 26, fromClient);
        out.u32(at + 36, 0x0103_0300 | WINDOW_SCALE);
        return at + 40;
    }

    private int timestamps(int at, boolean fromClient) {
        out.u16(at + 20, 0x0101);
        stamps(at + 22, fromClient);
        return at + 32;
    }

    /// RFC 7323 §3.2, in milliseconds.
    private void stamps(int at, boolean fromClient) {
        int millis = (int) (now() / 1_000_000);
        int echoed = (int) ((now() - to(fromClient)) / 1_000_000);
        out.u16(at, 0x080A);
        out.u32(at + 2, fromClient ? millis + clock : millis - clock);
        out.u32(at + 6, fromClient ? echoed - clock : echoed + clock);
    }

    /// @param payload where the header ends; for a RST, where its fixed part begins
    private void finish(int at, int payload, int end) throws IOException {
        int header = payload == at ? 20 : payload - at;
        out.u8(at + 12, header / 4 << 4);
        out.tcp(now(), Math.max(end, at + 20));
    }
}
