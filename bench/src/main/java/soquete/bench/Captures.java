package soquete.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/// The capture files that everything is measured on. Made once, and used again while what made them is the same.
enum Captures {
    SHORT("short", 1_000_000),
    BULK("bulk", 503_000),
    MIX_100("mix100", 100_000_000),
    MIX_500("mix500", 500_000_000),
    MIX_2G("mix2g", 2_000_000_000),
    SPARSE("sparse", 10_000_000_000L);

    static final long SEED = 20_261_122;
    static final int MIX_FLOWS = 50_000;
    static final long START_NANOS = 1_790_000_000_000_000_000L;
    private static final int WHOLE = 1 << 18;
    private static final int BULK_SNAP_LENGTH = 96;
    /// Changes with the bytes of any file.
    private static final int VERSION = 2;

    private final String label;
    /// Packets, segments or bytes, as each kind counts.
    private final long amount;

    Captures(String label, long amount) {
        this.label = label;
        this.amount = amount;
    }

    String label() {
        return label;
    }

    static Captures of(String label) {
        for (Captures captures : values()) {
            if (captures.label.equals(label)) {
                return captures;
            }
        }
        throw new IllegalArgumentException("no such file: " + label);
    }

    /// The file in `folder`, made if it is not there as it would be made.
    ///
    /// @param scale share of the full size, and of the flows
    Path in(Path folder, double scale) throws IOException {
        String name = scale == 1 ? label : label + String.format(Locale.ROOT, "-%s", scale);
        Path file = folder.resolve(name + ".pcap");
        Path note = folder.resolve(name + ".made");
        String made = VERSION + " " + amount + " " + scale + " " + SEED + " ";
        if (Files.exists(file) && Files.exists(note) && Files.readString(note).equals(made + Files.size(file))) {
            return file;
        }
        Files.createDirectories(folder);
        Path unfinished = folder.resolve(name + ".unfinished");
        make(unfinished, scale);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(note, made + Files.size(file));
        return file;
    }

    private void make(Path file, double scale) throws IOException {
        long scaled = Math.max(1, Math.round(amount * scale));
        if (this == SPARSE) {
            SparseFile.make(file, scaled, START_NANOS);
            return;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out, scaled, Math.max(1, (int) Math.round(MIX_FLOWS * scale)), SEED);
        }
    }

    /// Writes one of these files, except the sparse one, to `out` and closes it.
    ///
    /// @param amount packets of the short connections, data segments of the bulk, bytes of the mix
    /// @param flows  of the mix
    void write(OutputStream out, long amount, int flows, long seed) throws IOException {
        try (PcapOut file = new PcapOut(out, this == BULK ? BULK_SNAP_LENGTH : WHOLE)) {
            FrameOut frames = new FrameOut(file);
            Interleaver.Traffic traffic = switch (this) {
                case SHORT -> new ShortTraffic(frames, seed, START_NANOS);
                case BULK -> new BulkTraffic(frames, seed, START_NANOS, amount);
                case MIX_100, MIX_500, MIX_2G -> new MixTraffic(frames, seed, START_NANOS, flows, amount);
                case SPARSE -> throw new IllegalArgumentException("a sparse file is not a stream");
            };
            Interleaver.run(traffic, file, this == SHORT ? amount : Long.MAX_VALUE);
        }
    }
}
