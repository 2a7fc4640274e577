package soquete.reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.Packet;
import soquete.flow.PacketBatch;
import soquete.flow.Transport;
import soquete.wire.TcpView;

/// Gives the bytes of one conversation to a [StreamSink] while the capture is read.
public final class FollowJob implements Job {
    private final StreamNumber stream;
    private final StreamSink sink;
    private final Consumer<Flow> found;
    private final StreamHalf client;
    private final StreamHalf server;
    private @Nullable Flow flow;
    private long clientDatagramBytes;
    private long serverDatagramBytes;

    /// @param found is told the conversation before its first bytes
    FollowJob(StreamNumber stream, StreamSink sink, Consumer<Flow> found) {
        this.stream = stream;
        this.sink = sink;
        this.found = found;
        this.client = new StreamHalf(true, sink);
        this.server = new StreamHalf(false, sink);
    }

    @Override
    public Depth depth() {
        return Depth.FLAGS;
    }

    /// Null when there is no conversation of that number.
    public @Nullable Flow flow() {
        return flow;
    }

    /// Tells what was still waiting.
    public void end() throws IOException {
        client.end();
        server.end();
    }

    /// Bytes of one direction, missing ones included.
    public long bytes(boolean ofClient) {
        return stream.tcp()
                ? (ofClient ? client : server).told()
                : ofClient ? clientDatagramBytes : serverDatagramBytes;
    }

    @Override
    public Work begin() {
        return new Work() {
            private final int[] places = new int[PacketBatch.SIZE];
            private int count;

            @Override
            public void each(PacketBatch batch) {
                count = 0;
                for (int i = 0; i < batch.size(); i++) {
                    if (transport(batch.packet(i)) != null) {
                        places[count++] = i;
                    }
                }
            }

            @Override
            public void inOrder(PacketBatch batch) throws IOException {
                for (int i = 0; i < count; i++) {
                    Packet packet = batch.packet(places[i]);
                    Transport transport = transport(packet);
                    if (transport != null) {
                        take(packet, transport);
                    }
                }
            }
        };
    }

    /// The header that makes the packet one of the conversation; null when it is none.
    private @Nullable Transport transport(Packet packet) {
        for (int i = 0; i < packet.transports(); i++) {
            Transport transport = packet.transport(i);
            Flow of = transport.flow();
            if (of != null
                    && of.number() == stream.number()
                    && transport.tcp() == stream.tcp()
                    && !transport.quoted()) {
                return transport;
            }
        }
        return null;
    }

    private void take(Packet packet, Transport transport) throws IOException {
        if (flow == null) {
            flow = transport.flow();
            try {
                found.accept(flow);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        boolean fromClient = transport.fromClient();
        int captured = transport.payloadCaptured();
        MemorySegment bytes = packet.segment().asSlice(transport.payloadPosition(), Math.max(0, captured));
        int length = Math.max(transport.length(), captured);
        if (!stream.tcp()) {
            datagram(packet, fromClient, bytes, length);
            return;
        }
        if (transport.length() < 0) {
            return;
        }
        if ((transport.flags() & TcpView.ACK) != 0) {
            (fromClient ? server : client).acknowledged(transport.acknowledgment());
        }
        int first = transport.sequence() + ((transport.flags() & TcpView.SYN) != 0 ? 1 : 0);
        (fromClient ? client : server).segment(first, bytes, length, packet.number());
    }

    private void datagram(Packet packet, boolean fromClient, MemorySegment bytes, int length) throws IOException {
        long offset = fromClient ? clientDatagramBytes : serverDatagramBytes;
        if (bytes.byteSize() > 0) {
            sink.data(fromClient, offset, bytes, packet.number());
        }
        if (length > bytes.byteSize()) {
            sink.gap(fromClient, offset + bytes.byteSize(), length - bytes.byteSize(), StreamSink.Missing.CUT_OFF);
        }
        if (fromClient) {
            clientDatagramBytes += length;
        } else {
            serverDatagramBytes += length;
        }
    }
}
