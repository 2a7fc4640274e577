package soquete.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import soquete.pcap.CaptureProblem.Reason;

/// The content of a gzip file (RFC 1952), of one or more members. It gives what has arrived and never
/// waits for more than that.
///
/// ```
///  member: 1f 8b | method 1 | flags 1 | time 4 | extra flags 1 | system 1 | what the flags say
///          | deflate | CRC 4 | size 4
/// ```
///
/// Every byte before a damage is given; then a [DamagedStream] says where in the compressed file it is.
final class GzipStream extends InputStream {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int BUFFER = 1 << 16;

    private final ByteSource source;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[BUFFER];
    private long begin;
    private boolean inMember;
    private boolean any;

    GzipStream(ByteSource source) {
        this.source = source;
    }

    static boolean begins(ByteSource source) throws IOException {
        return source.available(2) == 2 && Fields.BIG_ENDIAN.u16(source.bytes(), source.position()) == 0x1F8B;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inMember || member()) {
            int given = inflate(into, offset, length);
            if (given > 0) {
                crc.update(into, offset, given);
                return given;
            }
            if (inflater.finished()) {
                trailer();
            } else if (!inflater.needsInput()) {
                throw damaged();
            }
        }
        return -1;
    }

    private int inflate(byte[] into, int offset, int length) throws IOException {
        if (inflater.needsInput()) {
            int part = (int) Math.min(BUFFER, Math.max(source.available(1), source.ready()));
            if (part == 0) {
                throw cut();
            }
            System.arraycopy(source.bytes(), source.position(), input, 0, part);
            source.skip(part);
            inflater.setInput(input, 0, part);
        }
        long before = inflater.getBytesWritten();
        try {
            return inflater.inflate(into, offset, length);
        } catch (DataFormatException e) {
            int given = (int) (inflater.getBytesWritten() - before);
            if (given > 0) {
                return given;
            }
            throw damaged();
        }
    }

    private DamagedStream damaged() {
        return new DamagedStream(CaptureProblem.of(Reason.GZIP_DATA, begin + inflater.getBytesRead()));
    }

    /// Whether another member begins here. What follows the first and is none is not looked at, as gzip
    /// does.
    private boolean member() throws IOException {
        begin = source.fileOffset();
        if (any && !begins(source)) {
            return false;
        }
        any = true;
        need(HEADER);
        byte[] bytes = source.bytes();
        if (Fields.u8(bytes, source.position() + 2) != DEFLATE) {
            throw new DamagedStream(CaptureProblem.of(Reason.GZIP_DATA, source.fileOffset() + 2));
        }
        int flags = Fields.u8(bytes, source.position() + 3);
        source.skip(HEADER);
        if ((flags & EXTRA) != 0) {
            need(2);
            int extra = Fields.LITTLE_ENDIAN.u16(source.bytes(), source.position());
            need(2 + extra);
            source.skip(2 + extra);
        }
        if ((flags & NAME) != 0) {
            text();
        }
        if ((flags & COMMENT) != 0) {
            text();
        }
        if ((flags & HEADER_CHECK) != 0) {
            need(2);
            source.skip(2);
        }
        inflater.reset();
        crc.reset();
        begin = source.fileOffset();
        inMember = true;
        return true;
    }

    private void trailer() throws IOException {
        source.skip(-inflater.getRemaining());
        need(TRAILER);
        int sum = Fields.LITTLE_ENDIAN.i32(source.bytes(), source.position());
        int size = Fields.LITTLE_ENDIAN.i32(source.bytes(), source.position() + 4);
        if (sum != (int) crc.getValue() || size != (int) inflater.getBytesWritten()) {
            throw new DamagedStream(CaptureProblem.of(Reason.GZIP_CHECK, source.fileOffset()));
        }
        source.skip(TRAILER);
        inMember = false;
    }

    private void text() throws IOException {
        int read;
        do {
            need(1);
            read = Fields.u8(source.bytes(), source.position());
            source.skip(1);
        } while (read != 0);
    }

    private void need(long count) throws IOException {
        if (source.available(count) < count) {
            throw cut();
        }
    }

    private DamagedStream cut() {
        CaptureProblem problem = source.damage();
        return new DamagedStream(
                problem != null ? problem : CaptureProblem.of(Reason.GZIP_CUT, source.fileOffset() + source.ready()));
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        source.close();
    }
}
