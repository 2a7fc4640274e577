package soquete.bench;

import java.io.IOException;

/// Questions and answers by UDP, or echoes by ICMP.
final class DatagramFlow extends Flow {
    /// @param udp           else ICMP
    /// @param lostPerTenThousand answers that do not come
    record Plan(
            boolean udp,
            int exchanges,
            int request,
            int response,
            long rttNanos,
            long pauseNanos,
            int lostPerTenThousand) {}

    private final Plan plan;
    private int exchange;

    DatagramFlow(FrameOut out, Ends ends, Dice dice, long number, long startNanos, Plan plan) {
        super(out, ends, dice, number);
        this.plan = plan;
        at(startNanos, this::ask);
    }

    private void ask() throws IOException {
        int asked = exchange++;
        send(true, plan.request(), asked);
        if (!dice.chance(plan.lostPerTenThousand())) {
            after(plan.rttNanos(), () -> answer(asked));
        }
        if (exchange < plan.exchanges()) {
            after(plan.rttNanos() + dice.nanos(plan.pauseNanos() / 2, plan.pauseNanos() * 3 / 2), this::ask);
        }
    }

    private void answer(int asked) throws IOException {
        send(false, plan.response(), asked);
    }

    private void send(boolean fromClient, int size, int number) throws IOException {
        if (plan.udp()) {
            datagram(fromClient, size, number);
        } else {
            echo(fromClient, size, number);
        }
    }

    private void datagram(boolean fromClient, int size, int number) throws IOException {
        int at = out.begin(ends, fromClient, FrameOut.UDP);
        out.u16(at, ends.port(fromClient));
        out.u16(at + 2, ends.port(!fromClient));
        int length = size;
        if (ends.serverPort() == Payload.DNS) {
            length = Payload.dns(out.bytes(), at + 8, ends.clientPort() ^ number, fromClient);
        } else {
            Payload.fill(out.bytes(), at + 8, size, ends.serverPort(), fromClient, number, size);
        }
        out.udp(now(), at + 8 + length);
    }

    private void echo(boolean fromClient, int size, int number) throws IOException {
        int at = out.begin(ends, fromClient, ends.v6() ? FrameOut.ICMPV6 : FrameOut.ICMP);
        int request = ends.v6() ? 128 : 8;
        int reply = ends.v6() ? 129 : 0;
        out.u16(at, (fromClient ? request : reply) << 8);
        out.u16(at + 4, ends.clientPort());
        out.u16(at + 6, number);
        Payload.fill(out.bytes(), at + 8, size, 0, true, ends.clientPort(), size);
        out.icmp(now(), at + 8 + size);
    }
}
