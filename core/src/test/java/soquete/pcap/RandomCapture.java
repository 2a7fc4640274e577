package soquete.pcap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import soquete.wire.RandomTraffic;

/// Makes captures at random, each by its number and always the same: pcap and pcapng of both byte
/// orders, some compressed. It has nothing of the writers that are tested.
public final class RandomCapture {
    private static final int[] LINK_TYPES = {0, 1, 101, 113, 228, 229, 276, 147};
    private static final int[] RESOLUTIONS = {0, 3, 6, 9, 12, 128, 138, 160};

    private final RandomGenerator random;
    private final ByteBuffer out = ByteBuffer.allocate(1 << 18);
    private final @Nullable RandomTraffic traffic;
    private int interfaces;
    private final int[] snapLengths = new int[4];
    private final int[] linkTypes = new int[4];

    private RandomCapture(long seed, boolean withTraffic) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        traffic = withTraffic ? new RandomTraffic(random) : null;
    }

    /// The capture of that number, of packets that are noise.
    public static byte[] of(long seed) throws IOException {
        return file(new RandomCapture(seed, false));
    }

    /// The capture of that number, of packets of hosts that talk. Some are cut.
    public static byte[] ofTraffic(long seed) throws IOException {
        return file(new RandomCapture(seed, true));
    }

    private static byte[] file(RandomCapture capture) throws IOException {
        if (capture.random.nextInt(3) == 0) {
            capture.pcap();
        } else {
            capture.pcapng();
        }
        byte[] file = new byte[capture.out.position()];
        capture.out.flip().get(file);
        return capture.random.nextInt(4) == 0 ? compressed(file) : file;
    }

    static byte[] compressed(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(file);
        }
        return bytes.toByteArray();
    }

    private void order() {
        out.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /// A packet, and how much of it was captured.
    private record Frame(byte[] bytes, int captured, int original) {}

    private Frame frame(int linkType) {
        RandomTraffic hosts = traffic;
        if (hosts == null) {
            byte[] noise = bytes(200);
            return new Frame(noise, noise.length, noise.length + random.nextInt(3) * 700);
        }
        byte[] packet = hosts.frame(linkType);
        int captured = random.nextInt(8) == 0 ? random.nextInt(packet.length + 1) : packet.length;
        return new Frame(packet, captured, packet.length);
    }

    private int packets() {
        return random.nextInt(traffic == null ? 30 : 90);
    }

    private int linkType() {
        int[] types = traffic == null ? LINK_TYPES : RandomTraffic.LINK_TYPES;
        return types[random.nextInt(types.length)];
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void pcap() {
        order();
        boolean nanos = random.nextBoolean();
        out.putInt(nanos ? 0xA1B23C4D : 0xA1B2C3D4).putShort((short) 2).putShort((short) 4);
        int linkType = linkType();
        out.putLong(0).putInt(262_144).putInt(linkType);
        for (int i = packets(); i > 0; i--) {
            Frame frame = frame(linkType);
            out.putInt(random.nextInt(Integer.MAX_VALUE)).putInt(random.nextInt(1_000_000));
            out.putInt(frame.captured).putInt(frame.original).put(frame.bytes, 0, frame.captured);
        }
    }

    private void pcapng() {
        for (int section = random.nextInt(1, 4); section > 0; section--) {
            order();
            interfaces = 0;
            int at = begin(0x0A0D0D0A);
            out.putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1);
            end(at);
            for (int i = packets(); i > 0; i--) {
                block();
            }
        }
    }

    private void block() {
        int kind = interfaces == 0 ? 0 : random.nextInt(12);
        if (kind == 0 && interfaces < snapLengths.length) {
            describe();
        } else if (kind == 1) {
            simple();
        } else if (kind == 2) {
            other();
        } else {
            packet(kind == 3);
        }
    }

    private void describe() {
        int at = begin(1);
        snapLengths[interfaces] = random.nextBoolean() ? 0 : random.nextInt(50, 150);
        linkTypes[interfaces] = linkType();
        out.putShort((short) linkTypes[interfaces]).putShort((short) 0);
        out.putInt(snapLengths[interfaces++]);
        if (random.nextBoolean()) {
            option(9, new byte[] {(byte) RESOLUTIONS[random.nextInt(RESOLUTIONS.length)]});
        }
        if (random.nextInt(4) == 0) {
            byte[] seconds = ByteBuffer.allocate(8)
                    .order(out.order())
                    .putLong(random.nextInt(1000))
                    .array();
            option(14, seconds);
        }
        end(at);
    }

    private void packet(boolean obsolete) {
        int at = begin(obsolete ? 2 : 6);
        int on = random.nextInt(interfaces);
        Frame frame = frame(linkTypes[on]);
        if (obsolete) {
            out.putShort((short) on).putShort((short) -1);
        } else {
            out.putInt(on);
        }
        out.putInt(0).putInt(random.nextInt(1_000_000_000));
        out.putInt(frame.captured).putInt(frame.original).put(frame.bytes, 0, frame.captured);
        pad();
        for (int i = random.nextInt(3); i > 0; i--) {
            option(1, ("comment " + random.nextInt(1000)).getBytes(StandardCharsets.UTF_8));
        }
        end(at);
    }

    private void simple() {
        int at = begin(3);
        byte[] frame = frame(linkTypes[0]).bytes;
        int captured = snapLengths[0] == 0 ? frame.length : Math.min(frame.length, snapLengths[0]);
        out.putInt(frame.length).put(frame, 0, captured);
        pad();
        end(at);
    }

    /// A block of a type that nobody knows.
    private void other() {
        int at = begin(0x1234 + random.nextInt(10));
        out.put(bytes(40));
        pad();
        end(at);
    }

    private void option(int code, byte[] value) {
        out.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void pad() {
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
    }

    private int begin(int type) {
        int at = out.position();
        out.putInt(type).putInt(0);
        return at;
    }

    private void end(int at) {
        int length = out.position() + 4 - at;
        out.putInt(at + 4, length).putInt(length);
    }
}
