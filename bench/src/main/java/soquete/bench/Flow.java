package soquete.bench;

import java.io.IOException;

/// One conversation being made up, packet by packet.
abstract sealed class Flow permits TcpFlow, DatagramFlow {
    final FrameOut out;
    final Ends ends;
    final Dice dice;
    private final long number;
    private final Agenda agenda = new Agenda();
    /// Since 1970-01-01 UTC, of what is being done.
    private long now;

    Flow(FrameOut out, Ends ends, Dice dice, long number) {
        this.out = out;
        this.ends = ends;
        this.dice = dice;
        this.number = number;
    }

    final long number() {
        return number;
    }

    /// When it goes on; [Agenda#NEVER] at its end.
    final long next() {
        return agenda.next();
    }

    final void step() throws IOException {
        now = agenda.next();
        agenda.take().run();
    }

    final long now() {
        return now;
    }

    final void at(long epochNanos, Agenda.Deed deed) {
        agenda.at(epochNanos, deed);
    }

    final void after(long nanos, Agenda.Deed deed) {
        agenda.at(now + nanos, deed);
    }

    final void end() {
        agenda.clear();
    }
}
