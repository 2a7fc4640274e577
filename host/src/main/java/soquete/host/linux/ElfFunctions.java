package soquete.host.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Where functions of a shared library stand in its file (System V ABI, "Object Files"): ELF64 of x86-64 alone.
final class ElfFunctions {

    private static final int EM_X86_64 = 62;
    private static final int SHT_DYNSYM = 11;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int STT_FUNC = 2;
    private static final int LARGEST = 64 << 20;

    /// A function's bytes in the file.
    record Place(long offset, int length) {}

    private final ByteBuffer file;

    private ElfFunctions(ByteBuffer file) {
        this.file = file;
    }

    /// @throws IOException where it is no such library
    static ElfFunctions of(Path library) throws IOException {
        try (FileChannel channel = FileChannel.open(library)) {
            if (channel.size() > LARGEST) {
                throw new IOException(library + " is too large");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until it is whole
            }
            bytes.flip();
            boolean known = bytes.limit() > SECTION_BYTES
                    && bytes.getInt(0) == 0x464C457F
                    && bytes.get(4) == 2
                    && bytes.getShort(18) == EM_X86_64;
            if (!known) {
                throw new IOException(library + " is no ELF64 file of x86-64");
            }
            return new ElfFunctions(bytes);
        }
    }

    /// The functions of these names that it has.
    Map<String, Place> find(Set<String> names) throws IOException {
        Map<String, Place> found = new HashMap<>();
        try {
            long sections = file.getLong(40);
            int count = file.getShort(60) & 0xFFFF;
            for (int i = 0; i < count; i++) {
                int section = Math.toIntExact(sections + (long) i * SECTION_BYTES);
                if (file.getInt(section + 4) == SHT_DYNSYM) {
                    int strings = Math.toIntExact(sections + (long) file.getInt(section + 40) * SECTION_BYTES);
                    symbols(section, Math.toIntExact(file.getLong(strings + 24)), names, found);
                }
            }
            return found;
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IOException("a damaged ELF file", e);
        }
    }

    private void symbols(int section, int strings, Set<String> names, Map<String, Place> found) {
        int at = Math.toIntExact(file.getLong(section + 24));
        int end = Math.toIntExact(at + file.getLong(section + 32));
        for (int symbol = at; symbol + SYMBOL_BYTES <= end; symbol += SYMBOL_BYTES) {
            boolean defined = file.getShort(symbol + 6) != 0;
            if (defined && (file.get(symbol + 4) & 0xF) == STT_FUNC) {
                String name = text(strings + file.getInt(symbol));
                if (names.contains(name)) {
                    found.put(
                            name,
                            new Place(offset(file.getLong(symbol + 8)), Math.toIntExact(file.getLong(symbol + 16))));
                }
            }
        }
    }

    /// Of the segment (PT_LOAD) that holds the address.
    private long offset(long address) {
        int headers = Math.toIntExact(file.getLong(32));
        int count = file.getShort(56) & 0xFFFF;
        for (int i = 0; i < count; i++) {
            int header = headers + i * 56;
            long begin = file.getLong(header + 16);
            if (file.getInt(header) == 1 && begin <= address && address < begin + file.getLong(header + 32)) {
                return address - begin + file.getLong(header + 8);
            }
        }
        throw new IndexOutOfBoundsException("no segment holds " + address);
    }

    private String text(int at) {
        int end = at;
        while (file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), at, end - at, StandardCharsets.ISO_8859_1);
    }

    byte[] bytes(Place place) {
        byte[] bytes = new byte[place.length()];
        file.get(Math.toIntExact(place.offset()), bytes);
        return bytes;
    }
}
