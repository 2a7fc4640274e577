package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts IP fragments together, RFC 791 §3.2 and RFC 8200 §4.5. Takes the innermost packet of a frame when
/// that is a fragment; where packets are carried in packets, what was put together is read and, if it is a
/// fragment again, given back here.
///
/// Fragments belong together by addresses, identification and protocol, whatever link or tunnel they came
/// by. Where two overlap, the one that begins first counts, and of two that begin alike the one that came
/// first. The first fragment without "more fragments" says how long the whole is. A datagram that is
/// complete is forgotten: a repeated fragment begins a new one. A fragment of which not all bytes were
/// captured is not taken. All this is as Wireshark does it.
///
/// What waits is bounded in datagrams, bytes and age; what the bounds threw away is counted.
public final class Reassembler {
    private static final int MAX_LENGTH = 65535;
    private static final int FRAGMENT_COST = 64;
    /// As many as there can be without overlaps.
    private static final int MAX_FRAGMENTS = MAX_LENGTH / 8 + 1;

    private final Bounds bounds;
    private final Map<Key, Waiting> waiting = new LinkedHashMap<>();
    private long bytes;
    private long droppedByCount;
    private long droppedByBytes;
    private long droppedByAge;
    private long droppedTooLong;

    /// What may wait at the same time.
    ///
    /// @param datagrams how many unfinished datagrams
    /// @param bytes     how many bytes of them, with what keeping them costs
    /// @param ageNanos  how long one may wait for its next fragment, by the times of the frames
    public record Bounds(int datagrams, long bytes, long ageNanos) {
        /// 4096 datagrams, 64 MiB, and no bound on age: times in captures may jump.
        public static final Bounds DEFAULT = new Bounds(4096, 64 << 20, Long.MAX_VALUE);

        public Bounds {
            if (datagrams < 1 || bytes < MAX_LENGTH || ageNanos < 1) {
                throw new IllegalArgumentException(datagrams + " datagrams, " + bytes + " bytes, " + ageNanos + " ns");
            }
        }
    }

    /// A datagram put together, with the headers in front of the fragment that completed it: for
    /// [Decoder#read(LinkType, Whole)].
    ///
    /// @param datagram where its IP header begins in `frame`; lengths in the headers before it are the
    ///                 fragment's
    public record Whole(MemorySegment frame, int datagram) {}

    private record Key(
            boolean ipv4,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int identification,
            int protocol) {}

    @SuppressWarnings("ArrayRecordComponent") // kept here alone, and never compared
    private record Fragment(int offset, byte[] data) {
        int end() {
            return offset + data.length;
        }
    }

    /// What has come of a datagram, in order of offset.
    private static final class Waiting {
        final List<Fragment> fragments = new ArrayList<>();
        int length = -1;
        long newest;
        long cost;

        void add(Fragment fragment) {
            int place = fragments.size();
            while (place > 0 && fragments.get(place - 1).offset() > fragment.offset()) {
                place--;
            }
            fragments.add(place, fragment);
        }

        boolean complete() {
            if (length < 0) {
                return false;
            }
            int reached = 0;
            for (Fragment fragment : fragments) {
                if (fragment.offset() > reached) {
                    return false;
                }
                reached = Math.max(reached, fragment.end());
                if (reached >= length) {
                    return true;
                }
            }
            return false;
        }

        void copy(byte[] whole, int at) {
            int reached = 0;
            for (Fragment fragment : fragments) {
                int end = Math.min(fragment.end(), length);
                if (end > reached) {
                    System.arraycopy(fragment.data(), reached - fragment.offset(), whole, at + reached, end - reached);
                    reached = end;
                }
            }
        }
    }

    public Reassembler() {
        this(Bounds.DEFAULT);
    }

    public Reassembler(Bounds bounds) {
        this.bounds = bounds;
    }

    /// Takes the fragment that the innermost IP packet of `layers` is. Returns the whole datagram when
    /// this completes it; null when it does not, or when this is no fragment of which all bytes were
    /// captured.
    ///
    /// @param timeNanos when the frame was captured, on any clock
    public @Nullable Whole accept(Layers layers, long timeNanos) {
        if (!layers.fragmentWhole()) {
            return null;
        }
        int offset = layers.fragmentOffset();
        int length = layers.fragmentLength();
        if (offset + length > MAX_LENGTH) {
            droppedTooLong++;
            return null;
        }
        int ip = layers.networkIndex();
        Key key = new Key(
                layers.isIpv4(ip),
                layers.sourceHigh(ip),
                layers.sourceLow(ip),
                layers.destinationHigh(ip),
                layers.destinationLow(ip),
                layers.fragmentIdentification(),
                layers.fragmentProtocol());
        Waiting datagram = waiting.remove(key);
        if (datagram != null && tooOld(datagram, timeNanos)) {
            bytes -= datagram.cost;
            droppedByAge++;
            datagram = null;
        }
        if (datagram == null) {
            datagram = new Waiting();
        }
        long data = layers.position(ip) - layers.offset(ip) + layers.fragmentAt();
        datagram.add(new Fragment(offset, Bytes.copy(layers.segment(), data, length)));
        datagram.newest = timeNanos;
        if (!layers.moreFragments() && datagram.length < 0) {
            datagram.length = offset + length;
        }
        if (datagram.complete()) {
            bytes -= datagram.cost;
            return whole(layers, datagram);
        }
        if (datagram.fragments.size() == MAX_FRAGMENTS) {
            bytes -= datagram.cost;
            droppedByBytes++;
            return null;
        }
        datagram.cost += length + FRAGMENT_COST;
        bytes += length + FRAGMENT_COST;
        // Put in again, it stands last: the first is the one that waits longest for its next fragment.
        waiting.put(key, datagram);
        makeRoom(timeNanos);
        return null;
    }

    private boolean tooOld(Waiting datagram, long timeNanos) {
        return timeNanos - datagram.newest > bounds.ageNanos();
    }

    private void makeRoom(long timeNanos) {
        Iterator<Waiting> oldest = waiting.values().iterator();
        while (oldest.hasNext()) {
            Waiting datagram = oldest.next();
            if (tooOld(datagram, timeNanos)) {
                droppedByAge++;
            } else if (waiting.size() > bounds.datagrams()) {
                droppedByCount++;
            } else if (bytes > bounds.bytes()) {
                droppedByBytes++;
            } else {
                return;
            }
            bytes -= datagram.cost;
            oldest.remove();
        }
    }

    /// The headers up to the datagram's, the datagram's own without what made it a fragment, and all the
    /// data.
    private @Nullable Whole whole(Layers layers, Waiting datagram) {
        int ip = layers.networkIndex();
        int at = layers.offset(ip);
        int headers = layers.fragmentAt();
        int fragmentHeader = layers.isIpv4(ip) ? 0 : IpExtension.MIN_LENGTH;
        int header = headers - at - fragmentHeader;
        int total = header + datagram.length;
        if (total - (layers.isIpv4(ip) ? 0 : Ipv6View.LENGTH) > MAX_LENGTH) {
            droppedTooLong++;
            return null;
        }
        byte[] bytesOfWhole = new byte[at + total];
        MemorySegment frame = MemorySegment.ofArray(bytesOfWhole);
        MemorySegment.copy(layers.segment(), layers.position(ip) - at, frame, 0, (long) headers - fragmentHeader);
        datagram.copy(bytesOfWhole, at + header);
        if (layers.isIpv4(ip)) {
            Bytes.put16(frame, at + 2, total);
            Bytes.put16(frame, at + 6, Bytes.u16(frame, at + 6) & 0xC000);
            Bytes.put16(frame, at + 10, 0);
            Bytes.put16(frame, at + 10, Checksum.of(frame, at, header));
        } else {
            Bytes.put16(frame, at + 4, total - Ipv6View.LENGTH);
            int fragment = layers.index(Protocol.IPV6_FRAGMENT);
            int naming = layers.offset(fragment - 1) + (fragment - 1 == ip ? 6 : 0);
            Bytes.put8(frame, naming, layers.fragmentProtocol());
        }
        return new Whole(frame, at);
    }

    /// How many datagrams are unfinished.
    public int unfinished() {
        return waiting.size();
    }

    /// Unfinished datagrams that were thrown away because there were too many of them.
    public long droppedByCount() {
        return droppedByCount;
    }

    /// Unfinished datagrams that were thrown away because they took too many bytes.
    public long droppedByBytes() {
        return droppedByBytes;
    }

    /// Unfinished datagrams that were thrown away because they waited for too long.
    public long droppedByAge() {
        return droppedByAge;
    }

    /// Fragments that would have made a datagram longer than IP allows, RFC 791 §3.1.
    public long droppedTooLong() {
        return droppedTooLong;
    }

    /// What waits, in bytes with their keeping.
    public long bytes() {
        return bytes;
    }
}
