package soquete.finding;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.wire.ArpView;

/// Who was asked for by ARP, and who answered. RFC 826.
final class ArpNotes {
    private static final int MOST = 4_096;

    /// One ARP packet.
    record Seen(boolean request, InetAddress sender, InetAddress target, long packet) {}

    /// Requests for one address.
    static final class Asked {
        final InetAddress target;
        final InetAddress by;
        final long first;
        long last;
        int count;
        boolean answered;

        Asked(Seen seen) {
            target = seen.target();
            by = seen.sender();
            first = seen.packet();
        }
    }

    private final Map<InetAddress, Asked> asked = new LinkedHashMap<>();

    /// Null when it is neither a request nor a reply about IPv4, or an announcement of the sender's own address.
    static @Nullable Seen read(@Nullable ArpView arp, long packet) {
        InetAddress sender = arp == null ? null : arp.senderProtocol();
        InetAddress target = arp == null ? null : arp.targetProtocol();
        if (arp == null || sender == null || target == null) {
            return null;
        }
        boolean request = arp.operation() == ArpView.REQUEST;
        boolean useless = request && (sender.equals(target) || sender.isAnyLocalAddress());
        return useless || (!request && arp.operation() != ArpView.REPLY)
                ? null
                : new Seen(request, sender, target, packet);
    }

    void add(Seen seen) {
        Asked about = asked.get(seen.request() ? seen.target() : seen.sender());
        if (seen.request()) {
            if (about == null) {
                if (asked.size() == MOST) {
                    return;
                }
                about = new Asked(seen);
                asked.put(seen.target(), about);
            }
            about.count++;
            about.last = seen.packet();
        } else if (about != null) {
            about.answered = true;
        }
        Asked sender = asked.get(seen.sender());
        if (sender != null) {
            sender.answered = true; // it is there, whatever this capture saw of its reply
        }
    }

    Collection<Asked> all() {
        return asked.values();
    }
}
