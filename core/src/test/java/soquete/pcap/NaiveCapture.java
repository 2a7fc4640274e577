package soquete.pcap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// A second reading of pcap and pcapng: plain, slow and obvious, with nothing of the first. It reads
/// sound files, and of cut ones what is whole.
public final class NaiveCapture {
    private final byte[] file;
    private final List<Packet> packets = new ArrayList<>();
    private final Set<Integer> blockTypes = new HashSet<>();
    private boolean big;

    /// A packet as the file has it; `nanos` is -1 when it has no time.
    ///
    /// @param at where its record begins
    public record Packet(
            int at, int interfaceNumber, int linkType, BigInteger nanos, int original, String bytes, String comments) {}

    private record Described(int linkType, int snapLength, int resolution, BigInteger offset) {}

    private NaiveCapture(byte[] file) {
        this.file = file;
    }

    public static List<Packet> packets(byte[] file) throws IOException {
        NaiveCapture naive = new NaiveCapture(decompressed(file));
        if (naive.file.length >= 4 && naive.file[0] == 0x0A) {
            naive.pcapng();
        } else if (naive.file.length >= 24) {
            naive.pcap();
        }
        return naive.packets;
    }

    /// Whether this is pcap in its plain form, or pcapng without blocks that are numbered and no packets.
    public static boolean knows(byte[] file) throws IOException {
        NaiveCapture naive = new NaiveCapture(decompressed(file));
        if (naive.file[0] == 0x0A) {
            naive.pcapng();
            return Collections.disjoint(naive.blockTypes, Set.of(9, 0x0BAD, 0x4000_0BAD, 0x204, 0x216, 0x221));
        }
        boolean plain = List.of("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1").contains(naive.hex(0, 4));
        return plain && List.of("0004", "0400").contains(naive.hex(6, 2));
    }

    private static byte[] decompressed(byte[] file) throws IOException {
        if (file.length < 2 || file[0] != 0x1F || file[1] != (byte) 0x8B) {
            return file;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        } catch (EOFException e) {
            return out.toByteArray();
        }
        return out.toByteArray();
    }

    private long number(int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            int place = big ? at + i : at + size - 1 - i;
            value = value * 256 + (file[place] & 0xFF);
        }
        return value;
    }

    private String hex(int at, int size) {
        return HexFormat.of().formatHex(file, at, at + size);
    }

    private void pcap() {
        big = file[0] == (byte) 0xA1;
        boolean nanos = number(0, 4) == 0xA1B23C4DL;
        int linkType = (int) number(20, 4) & 0xFFFF;
        int at = 24;
        while (at + 16 <= file.length) {
            int captured = (int) number(at + 8, 4);
            if (at + 16 + captured > file.length) {
                return;
            }
            BigInteger time = BigInteger.valueOf(number(at, 4))
                    .multiply(BigInteger.valueOf(1_000_000_000))
                    .add(BigInteger.valueOf(number(at + 4, 4)).multiply(BigInteger.valueOf(nanos ? 1 : 1000)));
            packets.add(new Packet(at, 0, linkType, time, (int) number(at + 12, 4), hex(at + 16, captured), "[]"));
            at += 16 + captured;
        }
    }

    private void pcapng() {
        List<Described> interfaces = new ArrayList<>();
        int at = 0;
        while (at + 12 <= file.length) {
            if (number(at, 4) == 0x0A0D0D0A) {
                big = file[at + 8] == 0x1A;
                interfaces.clear();
            }
            int length = (int) number(at + 4, 4);
            if (at + length > file.length) {
                return;
            }
            int type = (int) number(at, 4);
            int end = at + length - 4;
            if (type == 1) {
                interfaces.add(described(at, end));
            } else if (type == 6) {
                int id = (int) number(at + 8, 4);
                timed(at, end, id, interfaces.get(id));
            } else if (type == 2) {
                int id = (int) number(at + 8, 2);
                timed(at, end, id, interfaces.get(id));
            } else if (type == 3) {
                Described on = interfaces.getFirst();
                int original = (int) number(at + 8, 4);
                int captured = on.snapLength() == 0 ? original : Math.min(original, on.snapLength());
                packets.add(new Packet(
                        at, 0, on.linkType(), BigInteger.ONE.negate(), original, hex(at + 12, captured), "[]"));
            }
            blockTypes.add(type);
            at += length;
        }
    }

    private Described described(int at, int end) {
        int resolution = 6;
        BigInteger offset = BigInteger.ZERO;
        for (int option = at + 16; option + 4 <= end && number(option, 2) != 0; ) {
            int size = (int) number(option + 2, 2);
            if (number(option, 2) == 9) {
                resolution = file[option + 4] & 0xFF;
            }
            if (number(option, 2) == 14) {
                offset = BigInteger.valueOf(number(option + 4, 8));
            }
            option += 4 + (size + 3) / 4 * 4;
        }
        return new Described((int) number(at + 8, 2), (int) number(at + 12, 4), resolution, offset);
    }

    private void timed(int at, int end, int id, Described on) {
        BigInteger ticks = BigInteger.valueOf(number(at + 12, 4))
                .multiply(BigInteger.TWO.pow(32))
                .add(BigInteger.valueOf(number(at + 16, 4)));
        BigInteger perSecond =
                on.resolution() < 128 ? BigInteger.TEN.pow(on.resolution()) : BigInteger.TWO.pow(on.resolution() - 128);
        BigInteger second = BigInteger.valueOf(1_000_000_000);
        BigInteger nanos =
                ticks.multiply(second).divide(perSecond).add(on.offset().multiply(second));
        int captured = (int) number(at + 20, 4);
        List<String> comments = new ArrayList<>();
        int option = at + 28 + (captured + 3) / 4 * 4;
        while (option + 4 <= end && number(option, 2) != 0) {
            int size = (int) number(option + 2, 2);
            if (number(option, 2) == 1) {
                comments.add(new String(file, option + 4, size, StandardCharsets.UTF_8));
            }
            option += 4 + (size + 3) / 4 * 4;
        }
        packets.add(new Packet(
                at, id, on.linkType(), nanos, (int) number(at + 24, 4), hex(at + 28, captured), comments.toString()));
    }
}
