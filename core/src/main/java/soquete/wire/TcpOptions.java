package soquete.wire;

/// The options of one TCP header, read into fields that are used again for the next one: what a [TcpOption] list says,
/// without allocating. An option whose length its kind does not allow is passed over; a list that goes wrong counts up
/// to there.
public final class TcpOptions {
    /// Selective acknowledgments in one header, at most: 40 bytes hold no more.
    public static final int MAX_BLOCKS = 4;

    /// Bytes of options in one header, at most.
    public static final int MAX_LENGTH = TcpView.MAX_LENGTH - TcpView.MIN_LENGTH;

    private static final int MPTCP_NONE = -1;
    private static final int TIMESTAMPS_LENGTH = 8;
    private static final int ONLY_TIMESTAMPS = 0x0101_080A;

    private final int[] edges = new int[2 * MAX_BLOCKS];
    private int mss;
    private int windowScale;
    private boolean sackPermitted;
    private int blocks;
    private boolean timestamps;
    private int timestampValue;
    private int timestampEcho;
    private int cookieLength;
    private int mptcp;

    /// Whether there are time stamps and nothing else, as nearly every segment of a connection has them: two
    /// of padding, then the stamps (RFC 7323 appendix A).
    public static boolean areTimestamps(byte[] bytes, int offset, int length) {
        return length == 12 && ByteArrays.i32(bytes, offset) == ONLY_TIMESTAMPS;
    }

    /// Reads `length` bytes of options at `offset`: an array, as in [TransportHeader].
    public void read(byte[] bytes, int offset, int length) {
        mss = -1;
        windowScale = -1;
        sackPermitted = false;
        blocks = 0;
        timestamps = false;
        cookieLength = -1;
        mptcp = MPTCP_NONE;
        if (areTimestamps(bytes, offset, length)) {
            timestamps(bytes, offset + 4);
            return;
        }
        int at = 0;
        while (at < length) {
            int kind = ByteArrays.u8(bytes, offset + at);
            if (kind == TcpOption.END) {
                return;
            }
            if (kind == TcpOption.NOP) {
                at++;
                continue;
            }
            int size = at + 1 < length ? ByteArrays.u8(bytes, offset + at + 1) : 0;
            if (size < 2 || at + size > length) {
                return;
            }
            one(kind, bytes, offset + at + 2, size - 2);
            at += size;
        }
    }

    private void one(int kind, byte[] bytes, int data, int length) {
        switch (kind) {
            case TcpOption.MSS -> {
                if (length == 2) {
                    mss = ByteArrays.u16(bytes, data);
                }
            }
            case TcpOption.WINDOW_SCALE -> {
                if (length == 1) {
                    windowScale = ByteArrays.u8(bytes, data);
                }
            }
            case TcpOption.SACK_PERMITTED -> sackPermitted |= length == 0;
            case TcpOption.SACK -> sack(bytes, data, length);
            case TcpOption.TIMESTAMPS -> {
                if (length == TIMESTAMPS_LENGTH) {
                    timestamps(bytes, data);
                }
            }
            case TcpOption.FAST_OPEN -> cookieLength = length;
            case TcpOption.EXPERIMENT_1, TcpOption.EXPERIMENT_2 -> {
                if (length >= 2 && ByteArrays.u16(bytes, data) == TcpOption.FAST_OPEN_MAGIC) {
                    cookieLength = length - 2;
                }
            }
            case TcpOption.MPTCP -> {
                if (length > 0) {
                    mptcp = ByteArrays.u8(bytes, data) >> 4;
                }
            }
            default -> {}
        }
    }

    private void sack(byte[] bytes, int data, int length) {
        if (length % 8 == 0) {
            for (int i = 0; i + 8 <= length && blocks < MAX_BLOCKS; i += 8) {
                edges[2 * blocks] = ByteArrays.i32(bytes, data + i);
                edges[2 * blocks + 1] = ByteArrays.i32(bytes, data + i + 4);
                blocks++;
            }
        }
    }

    private void timestamps(byte[] bytes, int data) {
        timestamps = true;
        timestampValue = ByteArrays.i32(bytes, data);
        timestampEcho = ByteArrays.i32(bytes, data + 4);
    }

    /// In bytes; -1 when absent.
    public int mss() {
        return mss;
    }

    /// As it stands there, over 14 counts as 14 (RFC 7323 §2.3); -1 when absent.
    public int windowScale() {
        return windowScale;
    }

    public boolean sackPermitted() {
        return sackPermitted;
    }

    /// How many blocks are selectively acknowledged.
    public int sackBlocks() {
        return blocks;
    }

    /// The first sequence number of the block at `index`.
    public int sackLeft(int index) {
        return edges[2 * index];
    }

    /// The sequence number after the last of the block at `index`.
    public int sackRight(int index) {
        return edges[2 * index + 1];
    }

    /// Whether there is a time stamp: [#timestampValue()] and [#timestampEcho()] are asked only then.
    public boolean timestamps() {
        return timestamps;
    }

    public int timestampValue() {
        return timestampValue;
    }

    public int timestampEcho() {
        return timestampEcho;
    }

    /// Whether TCP fast open is asked for or used, by its own kind or by the experimental one (RFC 7413 §4.1.1, §7).
    public boolean fastOpen() {
        return cookieLength >= 0;
    }

    /// Bytes of the fast open cookie, 0 in a request for one; -1 when absent.
    public int fastOpenCookieLength() {
        return cookieLength;
    }

    /// The subtype of the last Multipath TCP option, RFC 8684 §3; -1 when absent.
    public int mptcpSubtype() {
        return mptcp;
    }
}
