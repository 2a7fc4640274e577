package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;
import soquete.wire.IcmpView;
import soquete.wire.Icmpv6View;
import soquete.wire.Layers;
import soquete.wire.QuotedHeader;

/// ICMP errors about a conversation's packets (RFC 792, RFC 4443).
final class IcmpRules {

    private static final int PORT_UNREACHABLE = 3;
    private static final int PORT_UNREACHABLE_V6 = 4;

    private IcmpRules() {}

    static List<Moment> errors(Facts facts) {
        return facts.conversation().moments().stream()
                .filter(m -> m.frame() != null && m.frame().layers().quoted() != null)
                .toList();
    }

    /// The first error is told, and what became of it.
    static void error(Facts facts, List<Sentence> found) {
        List<Moment> errors = errors(facts);
        Frame frame = errors.isEmpty() ? null : errors.getFirst().frame();
        QuotedHeader quoted = frame == null ? null : frame.layers().quoted();
        Endpoint to = quoted == null ? null : quoted.destinationEndpoint();
        if (frame == null || to == null) {
            return;
        }
        Moment error = errors.getFirst();
        List<Moment> evidence = new ArrayList<>(error.causes());
        evidence.add(error);
        if (facts.conversation().protocol() == Protocol.UDP && isPortUnreachable(frame.layers())) {
            found.add(Sentence.of("udp.unreachable", evidence, to.toString()));
            told(facts, error, found);
        } else {
            found.add(Sentence.of(
                    "icmp-error",
                    evidence,
                    Addresses.text(Objects.requireNonNull(frame.layers().source())),
                    to.toString(),
                    type(frame.layers())));
        }
    }

    private static boolean isPortUnreachable(Layers layers) {
        String type = type(layers);
        return type.equals(IcmpView.DESTINATION_UNREACHABLE + "/" + PORT_UNREACHABLE) && layers.icmp() != null
                || type.equals(Icmpv6View.DESTINATION_UNREACHABLE + "/" + PORT_UNREACHABLE_V6)
                        && layers.icmpv6() != null;
    }

    /// `3/1`.
    private static String type(Layers layers) {
        IcmpView icmp = layers.icmp();
        Icmpv6View icmpv6 = layers.icmpv6();
        return icmp != null
                ? icmp.type() + "/" + icmp.code()
                : icmpv6 != null ? icmpv6.type() + "/" + icmpv6.code() : "";
    }

    /// Whether the program that sent the datagram heard of the error.
    private static void told(Facts facts, Moment error, List<Sentence> found) {
        Side side = error.side() == null ? Side.CLIENT : error.side().other();
        for (Moment call : failedAfter(facts, side, error)) {
            Call failed = call.call();
            if (failed == null || failed.outcome() == null || failed.outcome().error() == null) {
                continue;
            }
            String what = failed.outcome().error();
            boolean refused = what.equals("ECONNREFUSED") || what.contains("PortUnreachable");
            boolean connected = !facts.began(side, CallName.CONNECT).isEmpty();
            if (refused) {
                found.add(Sentence.of(
                        "udp.unreachable.told",
                        List.of(error, facts.returnOf(call)),
                        facts.name(side),
                        failed.name().toString(),
                        Facts.line(call),
                        what));
                return;
            }
            if (!connected && failed.name() == CallName.RECVFROM) {
                found.add(Sentence.of(
                        "udp.unreachable.not-told",
                        List.of(error, facts.returnOf(call)),
                        facts.name(side),
                        Facts.line(call)));
                return;
            }
        }
    }

    private static List<Moment> failedAfter(Facts facts, Side side, @Nullable Moment error) {
        return facts.conversation().moments().stream()
                .filter(m -> m.side() == side && m.what() instanceof Moment.What.Began(var c) && failed(c))
                .filter(m -> error != null && m.call() != null && m.call().endNanos() >= error.timeNanos())
                .toList();
    }

    private static boolean failed(Call call) {
        return call.outcome() != null && call.outcome().error() != null;
    }
}
