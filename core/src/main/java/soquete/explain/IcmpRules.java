package soquete.explain;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

    /// Messages that say that a packet was not delivered.
    static List<Moment> errors(Facts facts) {
        return quoting(facts).filter(m -> adviceKey(m) == null).toList();
    }

    private static Stream<Moment> quoting(Facts facts) {
        return facts.conversation().moments().stream()
                .filter(m -> m.frame() != null && m.frame().layers().quoted() != null)
                .filter(m -> !unassigned(m));
    }

    /// RFC 4443 leaves the types of errors beyond the fourth to others.
    private static boolean unassigned(Moment moment) {
        Frame frame = moment.frame();
        Icmpv6View icmpv6 = frame == null ? null : frame.layers().icmpv6();
        return icmpv6 != null && icmpv6.type() > Icmpv6View.PARAMETER_PROBLEM;
    }

    /// A redirect or a source quench only gives advice: whether the packet arrived is not said.
    private static @Nullable String adviceKey(Moment moment) {
        Frame frame = moment.frame();
        IcmpView icmp = frame == null ? null : frame.layers().icmp();
        return switch (icmp == null ? -1 : icmp.type()) {
            case IcmpView.REDIRECT -> "icmp-redirect";
            case IcmpView.SOURCE_QUENCH -> "icmp-source-quench";
            default -> null;
        };
    }

    /// The first error is told, and what became of it.
    static void error(Facts facts, List<Sentence> found) {
        List<Moment> errors = errors(facts);
        Moment error = errors.isEmpty() ? Facts.first(quoting(facts).toList()) : errors.getFirst();
        Frame frame = error == null ? null : error.frame();
        QuotedHeader quoted = frame == null ? null : frame.layers().quoted();
        Endpoint to = quoted == null ? null : quoted.destinationEndpoint();
        InetAddress from = frame == null ? null : frame.layers().source();
        if (error == null || frame == null || quoted == null || to == null || from == null) {
            return;
        }
        List<Moment> evidence = new ArrayList<>(error.causes());
        evidence.add(error);
        if (facts.conversation().protocol() == Protocol.UDP && isPortUnreachable(frame.layers())) {
            String key = from.equals(quoted.destination()) ? "udp.unreachable" : "udp.unreachable.between";
            found.add(Sentence.of(key, evidence, to.toString(), Addresses.text(from)));
            told(facts, error, found);
        } else {
            String advice = adviceKey(error);
            found.add(Sentence.of(
                    advice == null ? "icmp-error" : advice,
                    evidence,
                    Addresses.text(from),
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
                        Facts.place(call),
                        what));
                return;
            }
            if (!connected && failed.name().receives()) {
                found.add(Sentence.of(
                        "udp.unreachable.not-told",
                        List.of(error, facts.returnOf(call)),
                        facts.name(side),
                        Facts.place(call),
                        failed.name().toString()));
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
