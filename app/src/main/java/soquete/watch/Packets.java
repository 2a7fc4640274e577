package soquete.watch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.Platform;
import soquete.host.Unavailable;
import soquete.trace.CapturedPacket;
import soquete.trace.Loss;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.Layers;
import soquete.wire.QuotedHeader;

/// The packets of a watch: what passes the interfaces of its hosts, and of that what the watched programs send and get.
/// Captures have threads of their own; all else is for the watch's thread.
final class Packets implements AutoCloseable {
    private final Platform platform;
    private final List<Host> places;
    private final Arrivals arrived = new Arrivals();
    private final Sieve<CapturedPacket> sieve;
    private final Decoder decoder = new Decoder();
    private final List<PacketCapture> captures = new ArrayList<>();
    private volatile boolean rests;

    /// @param most that are kept
    Packets(Platform platform, List<Host> places, Ours ours, int most) {
        this.platform = platform;
        this.places = places;
        this.sieve = new Sieve<>(ours, most, arrived::letGo);
    }

    void capture() throws IOException, Unavailable {
        for (Host place : places) {
            for (String each : place.interfaces()) {
                captures.add(
                        place.equals(platform.machine())
                                ? platform.capture(place, each, this::arrives)
                                : platform.captureSent(place, each, packet -> arrives(named(packet, place))));
            }
        }
    }

    /// `server eth0`: every host has interfaces of the same names.
    private static CapturedPacket named(CapturedPacket packet, Host host) {
        return new CapturedPacket(
                packet.timeNanos(),
                host.name() + " " + packet.interfaceName(),
                packet.linkType(),
                packet.originalLength(),
                packet.bytes());
    }

    /// On the thread that empties the capture's ring: it has no time for more.
    private void arrives(CapturedPacket packet) {
        if (sieve.isFull()) {
            sieve.passBy();
        } else {
            arrived.add(packet);
        }
    }

    /// Looks whose the packets are that have arrived, until it is to rest.
    void sort() {
        CapturedPacket packet = rests ? null : arrived.poll();
        while (packet != null) {
            sort(packet);
            packet = rests ? null : arrived.poll();
        }
    }

    private void sortAll() {
        for (CapturedPacket packet = arrived.poll(); packet != null; packet = arrived.poll()) {
            sort(packet);
        }
    }

    private void sort(CapturedPacket packet) {
        if (!places.contains(platform.machine())) {
            sieve.offer(packet, packet.timeNanos(), List.of()); // nobody else is there
            return;
        }
        MemorySegment frame = MemorySegment.ofArray(packet.bytes());
        decoder.read(packet.linkType(), frame, 0, packet.bytes().length, packet.originalLength());
        Layers layers = decoder.layers();
        QuotedHeader quoted = layers.quoted();
        List<@Nullable Endpoint> ends = quoted == null
                ? Arrays.asList(layers.sourceEndpoint(), layers.destinationEndpoint())
                : Arrays.asList(quoted.sourceEndpoint(), quoted.destinationEndpoint());
        sieve.offer(packet, packet.timeNanos(), ends);
    }

    /// From here on the interfaces count what passes, and what has arrived waits for the end. For any thread.
    void rest() {
        rests = true;
        captures.forEach(PacketCapture::rest);
    }

    /// What is ours by what is known now.
    List<CapturedPacket> soFar() {
        sortAll();
        return sieve.soFar();
    }

    /// Captures no more; gives what was lost.
    List<Loss> stop() {
        List<Loss> losses = new ArrayList<>();
        for (PacketCapture capture : captures) {
            capture.close();
            losses.add(new Loss("packets " + capture.interfaceName(), capture.dropped()));
        }
        sortAll();
        if (arrived.overrun() > 0) {
            losses.add(new Loss("arrived-packets", arrived.overrun()));
        }
        if (arrived.cut() > 0) {
            losses.add(new Loss("cut-packets", arrived.cut()));
        }
        return losses;
    }

    /// All that is ours, after [#stop()].
    List<CapturedPacket> all() {
        return sieve.rest();
    }

    /// How many found no room among those kept.
    long notKept() {
        return sieve.notKept();
    }

    @Override
    public void close() {
        captures.forEach(PacketCapture::close);
    }
}
