package soquete.diagnosis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import soquete.tcp.Segment;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Loss;
import soquete.trace.Recording;

/// What of a recording was not seen, and which faults it may therefore hide.
final class Gaps {

    private Gaps() {}

    static List<Gap> of(Evidence evidence) {
        Recording recording = evidence.recording();
        List<Gap> gaps = new ArrayList<>();
        if (recording.calls().isEmpty()) {
            gaps.add(Gap.of("gap.no-calls"));
            return gaps;
        }
        if (!evidence.callsWhole()) {
            gaps.add(Gap.of("gap.calls", evidence.lostCalls()));
        }
        if (recording.packets().isEmpty() && packetsWereSent(recording)) {
            gaps.add(Gap.of("gap.no-packets"));
        }
        long packets = recording.losses().stream()
                .filter(l -> Evidence.isOfPackets(l) && !l.source().startsWith("cut-"))
                .mapToLong(Loss::count)
                .sum();
        if (packets > 0) {
            gaps.add(Gap.of("gap.packets", packets));
        }
        if (recording.missing().contains("kernel-states")) {
            gaps.add(Gap.of("gap.states"));
        }
        long untold = evidence.listeners().stream().filter(l -> !l.told()).count();
        if (untold > 0) {
            gaps.add(Gap.of("gap.untold", untold));
        }
        long addressless = addressless(recording);
        if (addressless > 0) {
            gaps.add(Gap.of("gap.addresses", addressless));
        }
        long half = evidence.conversations().stream()
                .filter(c -> unwatched(evidence, c))
                .count();
        if (half > 0) {
            gaps.add(Gap.of("gap.unwatched", half, evidence.conversations().size()));
        }
        return gaps;
    }

    /// Whether calls tell that there were packets to see.
    private static boolean packetsWereSent(Recording recording) {
        return recording.calls().stream()
                .anyMatch(c -> Calls.succeeded(c)
                        && (c.name().transfers() || c.name() == CallName.CONNECT || c.name() == CallName.ACCEPT));
    }

    /// Binds whose address nobody told. Sockets of other families (AF_UNIX, AF_NETLINK) have no port to be told.
    private static long addressless(Recording recording) {
        Set<List<Long>> others = new HashSet<>();
        long count = 0;
        for (Call call : recording.calls()) {
            List<Long> socket = List.of((long) call.program(), call.socket());
            if (call.name() == CallName.SOCKET && !call.arguments().startsWith("AF_INET")) {
                others.add(socket);
            } else if (call.name() == CallName.BIND && Calls.succeeded(call) && !others.contains(socket)) {
                count += call.local() == null && call.arguments().isEmpty() ? 1 : 0;
            }
        }
        return count;
    }

    /// Whether a program that took part was not watched. Who only refuses, or is not there, has none.
    private static boolean unwatched(Evidence evidence, Conversation conversation) {
        for (Side side : Side.values()) {
            boolean speaks = conversation.moments().stream().anyMatch(m -> m.side() == side && speaks(m));
            if (speaks && evidence.end(conversation, side) == null && conversation.program(side) == null) {
                return true;
            }
        }
        return false;
    }

    /// Whether it is a datagram, or a segment that is no reset.
    private static boolean speaks(Moment moment) {
        Frame frame = moment.frame();
        Segment segment = moment.segment();
        return segment != null ? !segment.rst() : frame != null && frame.datagramLength() >= 0;
    }
}
