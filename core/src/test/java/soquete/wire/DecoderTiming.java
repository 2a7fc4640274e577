package soquete.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Prints how much processor time the decoder takes per frame of Ethernet, IPv4 and TCP, in a mapped file
/// of a million of them, pass by pass. Not run by default.
public final class DecoderTiming {
    private static final int FRAMES = 1_000_000;
    private static final int PASSES = 8;

    private DecoderTiming() {}

    public static void main(String[] args) throws IOException {
        byte[] frame = Frames.of(
                        LinkType.ETHERNET,
                        new byte[Integer.getInteger("payload", 20)],
                        Frames.ethernet(),
                        Frames.ipv4(),
                        Frames.syn())
                .bytes();
        Path file = Files.createTempFile("frames", ".bin");
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment all = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) FRAMES * frame.length, arena);
            for (int i = 0; i < FRAMES; i++) {
                MemorySegment.copy(frame, 0, all, ValueLayout.JAVA_BYTE, (long) i * frame.length, frame.length);
            }
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            Decoder decoder = new Decoder();
            TcpOptions options = new TcpOptions();
            for (int pass = 0; pass < PASSES; pass++) {
                long sum = 0;
                long begin = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < FRAMES; i++) {
                    int captured = args.length == 0 ? frame.length : Math.min(frame.length, Integer.parseInt(args[0]));
                    decoder.read(LinkType.ETHERNET, all, (long) i * frame.length, captured, frame.length);
                    Layers layers = decoder.layers();
                    int tcp = layers.transportIndex();
                    int ip = layers.networkOf(tcp);
                    sum += layers.sourceLow(ip) + layers.destinationLow(ip) + layers.sourcePort(tcp);
                    sum += layers.tcpSequence(tcp) + layers.tcpFlags(tcp) + layers.payloadLength(tcp);
                    if (args.length > 1) {
                        options.read(
                                frame,
                                (int) layers.tcpOptionsPosition(tcp) % frame.length,
                                layers.tcpOptionsLength(tcp));
                        sum += options.mss();
                    }
                }
                long nanos = threads.getCurrentThreadCpuTime() - begin;
                System.out.printf("pass %d: %d ns per frame (%x)%n", pass, nanos / FRAMES, sum);
            }
        } finally {
            Files.delete(file);
        }
    }
}
