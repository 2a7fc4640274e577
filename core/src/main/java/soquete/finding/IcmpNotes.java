package soquete.finding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;
import soquete.wire.IcmpView;
import soquete.wire.Icmpv6View;
import soquete.wire.IpProtocol;
import soquete.wire.Layers;
import soquete.wire.QuotedHeader;

/// The ICMP errors of a capture, by what they say and about which two ends.
final class IcmpNotes {
    /// Further ones are counted and not kept.
    private static final int MOST = 10_000;

    /// What an error says, whatever the version of IP.
    enum Says {
        PORT_UNREACHABLE,
        PROHIBITED,
        UNREACHABLE,
        TOO_BIG,
        TIME_EXCEEDED
    }

    /// What is told by one error, and what many may share.
    ///
    /// @param ends whose packet failed, and where it was bound
    private record Subject(Says says, boolean tcp, Endpoint from, Endpoint to) {}

    /// One error as it was seen.
    ///
    /// @param mtu of the next hop, when it says that a packet was too big; 0 when it does not know
    record Seen(Says says, boolean tcp, Endpoint from, Endpoint to, String sender, long mtu, long packet) {}

    /// Errors that say the same of the same two ends.
    static final class Note {
        final Seen first;
        int count;

        @Nullable
        Flow flow;

        Note(Seen first) {
            this.first = first;
        }
    }

    private final Map<Subject, Note> notes = new LinkedHashMap<>();
    private final Map<Flow, Set<Says>> byFlow = new HashMap<>();

    /// What the packet says; null when it is no ICMP error about a TCP segment or UDP datagram.
    static @Nullable Seen read(Layers layers, long packet) {
        QuotedHeader quote = layers.quoted();
        Endpoint from = quote == null ? null : quote.sourceEndpoint();
        Endpoint to = quote == null ? null : quote.destinationEndpoint();
        if (quote == null || from == null || to == null) {
            return null;
        }
        IcmpView icmp = layers.icmp();
        Icmpv6View icmpv6 = layers.icmpv6();
        Says says = icmp != null ? says(icmp) : icmpv6 != null ? says(icmpv6) : null;
        if (says == null) {
            return null;
        }
        long mtu =
                says != Says.TOO_BIG ? 0 : icmp != null ? icmp.nextHopMtu() : icmpv6 == null ? 0 : icmpv6.parameter();
        var sender = layers.source();
        return new Seen(
                says,
                quote.protocol() == IpProtocol.TCP.value(),
                from,
                to,
                sender == null ? "?" : Addresses.text(sender),
                mtu,
                packet);
    }

    /// RFC 792, RFC 1812 §5.2.7.1.
    private static @Nullable Says says(IcmpView icmp) {
        return switch (icmp.type()) {
            case IcmpView.DESTINATION_UNREACHABLE ->
                switch (icmp.code()) {
                    case 3 -> Says.PORT_UNREACHABLE;
                    case 4 -> Says.TOO_BIG;
                    case 9, 10, 13 -> Says.PROHIBITED;
                    default -> Says.UNREACHABLE;
                };
            case IcmpView.TIME_EXCEEDED -> icmp.code() == 0 ? Says.TIME_EXCEEDED : null;
            default -> null;
        };
    }

    /// RFC 4443 §3.1 to §3.3.
    private static @Nullable Says says(Icmpv6View icmp) {
        return switch (icmp.type()) {
            case Icmpv6View.DESTINATION_UNREACHABLE ->
                switch (icmp.code()) {
                    case 4 -> Says.PORT_UNREACHABLE;
                    case 1, 5, 6 -> Says.PROHIBITED;
                    default -> Says.UNREACHABLE;
                };
            case Icmpv6View.PACKET_TOO_BIG -> Says.TOO_BIG;
            case Icmpv6View.TIME_EXCEEDED -> icmp.code() == 0 ? Says.TIME_EXCEEDED : null;
            default -> null;
        };
    }

    void add(Seen seen) {
        Subject subject = new Subject(seen.says(), seen.tcp(), seen.from(), seen.to());
        Note note = notes.get(subject);
        if (note == null) {
            if (notes.size() == MOST) {
                return;
            }
            note = new Note(seen);
            notes.put(subject, note);
        }
        note.count++;
    }

    /// Finds the conversations that the errors are about: the last between the two ends that had begun.
    void place(Collection<? extends Flow> flows) {
        if (notes.isEmpty()) {
            return;
        }
        Map<Set<Endpoint>, List<Note>> byEnds = new HashMap<>();
        for (Note note : notes.values()) {
            byEnds.computeIfAbsent(Set.copyOf(List.of(note.first.from(), note.first.to())), k -> new ArrayList<>(2))
                    .add(note);
        }
        for (Flow flow : flows) {
            List<Note> about = byEnds.getOrDefault(Set.copyOf(List.of(flow.client(), flow.server())), List.of());
            for (Note note : about) {
                if (note.first.tcp() == flow instanceof TcpFlow && flow.firstPacket() <= note.first.packet()) {
                    note.flow = flow;
                    byFlow.computeIfAbsent(flow, k -> new HashSet<>()).add(note.first.says());
                }
            }
        }
    }

    Collection<Note> all() {
        return notes.values();
    }

    /// Whether an error says why there is no answer.
    boolean explains(Flow flow) {
        return byFlow.containsKey(flow);
    }

    boolean tooBig(Flow flow) {
        return byFlow.getOrDefault(flow, Set.of()).contains(Says.TOO_BIG);
    }
}
