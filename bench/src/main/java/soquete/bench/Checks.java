package soquete.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;
import soquete.pcap.PacketRecord;

/// Comparisons of what two programs put out.
final class Checks {
    private Checks() {}

    /// Text, line by line.
    static String lines(Row.Outputs ours, Row.Outputs theirs) throws IOException {
        long mine = 0;
        long their = 0;
        long same = 0;
        String first = "";
        try (BufferedReader a = Files.newBufferedReader(ours.standard(), StandardCharsets.ISO_8859_1);
                BufferedReader b = Files.newBufferedReader(theirs.standard(), StandardCharsets.ISO_8859_1)) {
            String left = a.readLine();
            String right = b.readLine();
            while (left != null || right != null) {
                mine += left == null ? 0 : 1;
                their += right == null ? 0 : 1;
                if (left != null && left.equals(right)) {
                    same++;
                } else if (first.isEmpty()) {
                    first = "; first difference at line " + Math.max(mine, their) + ": " + left + " | " + right;
                }
                left = left == null ? null : a.readLine();
                right = right == null ? null : b.readLine();
            }
        }
        String verdict = mine == their ? "the same number of lines, " + mine : mine + " lines against " + their;
        return verdict + "; " + same + " are the same" + first;
    }

    /// Captures, packet by packet: times to the microsecond, lengths and bytes.
    static String packets(Row.Outputs ours, Row.Outputs theirs) throws IOException {
        try (CaptureReader a = CaptureReader.open(ours.file());
                CaptureReader b = CaptureReader.open(theirs.file())) {
            long count = 0;
            while (true) {
                PacketRecord left = a.nextPacket();
                PacketRecord right = b.nextPacket();
                if (left == null && right == null) {
                    return "the same " + count + " packets";
                } else if (!same(left, right)) {
                    return "packet " + (count + 1) + " of the output differs";
                }
                count++;
            }
        }
    }

    private static boolean same(@Nullable PacketRecord left, @Nullable PacketRecord right) {
        return left != null
                && right != null
                && left.epochNanos() / 1000 == right.epochNanos() / 1000
                && left.originalLength() == right.originalLength()
                && left.bytes().mismatch(right.bytes()) == -1;
    }
}
