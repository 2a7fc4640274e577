package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A TCP option, RFC 9293 §3.2. One whose kind is not known here, or whose length its kind does not allow, is
/// [Unknown].
public sealed interface TcpOption {

    int END = 0;
    int NOP = 1;
    int MSS = 2;
    int WINDOW_SCALE = 3;
    int SACK_PERMITTED = 4;
    int SACK = 5;
    int TIMESTAMPS = 8;
    int MD5 = 19;
    int USER_TIMEOUT = 28;
    int AUTHENTICATION = 29;
    int MPTCP = 30;
    int FAST_OPEN = 34;
    /// Kinds for experiments, told apart by the two bytes that follow, RFC 6994.
    int EXPERIMENT_1 = 253;
    int EXPERIMENT_2 = 254;
    /// The experiment that became [#FAST_OPEN], RFC 7413 §7.
    int FAST_OPEN_MAGIC = 0xF989;

    int kind();

    /// Nothing follows but padding.
    record EndOfOptions() implements TcpOption {
        @Override
        public int kind() {
            return END;
        }
    }

    record NoOperation() implements TcpOption {
        @Override
        public int kind() {
            return NOP;
        }
    }

    /// The largest segment its sender takes, RFC 9293 §3.7.1.
    record MaximumSegmentSize(int bytes) implements TcpOption {
        @Override
        public int kind() {
            return MSS;
        }
    }

    /// Windows of its sender are shifted left by `shift`, RFC 7323 §2.2. As it stands there: over 14 counts as 14.
    record WindowScale(int shift) implements TcpOption {
        @Override
        public int kind() {
            return WINDOW_SCALE;
        }
    }

    /// RFC 2018 §2.
    record SackPermitted() implements TcpOption {
        @Override
        public int kind() {
            return SACK_PERMITTED;
        }
    }

    /// What its sender holds beyond the acknowledgment number, RFC 2018 §3.
    record Sack(List<Block> blocks) implements TcpOption {
        public Sack {
            blocks = List.copyOf(blocks);
        }

        @Override
        public int kind() {
            return SACK;
        }

        /// From `left` to just before `right`.
        public record Block(SeqNum left, SeqNum right) {}
    }

    /// RFC 7323 §3.2.
    ///
    /// @param value the sender's clock, 32 bits
    /// @param echo  the clock value it received last, 32 bits
    record Timestamps(int value, int echo) implements TcpOption {
        @Override
        public int kind() {
            return TIMESTAMPS;
        }
    }

    /// A cookie, or the request for one when it is empty, RFC 7413 §4.1.1.
    record FastOpen(Octets cookie) implements TcpOption {
        @Override
        public int kind() {
            return FAST_OPEN;
        }
    }

    /// Multipath TCP, RFC 8684 §3. `data` begins with the byte whose upper half is the subtype.
    record Mptcp(int subtype, Octets data) implements TcpOption {
        @Override
        public int kind() {
            return MPTCP;
        }
    }

    /// Fast open before it had a kind of its own, RFC 7413 §7.
    record ExperimentalFastOpen(int kind, Octets cookie) implements TcpOption {}

    /// How long sent data may stay unacknowledged, RFC 5482 §3; in minutes when `minutes`, else in seconds.
    record UserTimeout(boolean minutes, int value) implements TcpOption {
        @Override
        public int kind() {
            return USER_TIMEOUT;
        }
    }

    /// A keyed checksum, RFC 2385 §3.
    record Md5Signature(Octets digest) implements TcpOption {
        @Override
        public int kind() {
            return MD5;
        }
    }

    /// TCP-AO, RFC 5925 §2.2.
    ///
    /// @param keyId     the key that signed this segment
    /// @param nextKeyId the key its sender is ready to receive
    record Authentication(int keyId, int nextKeyId, Octets code) implements TcpOption {
        @Override
        public int kind() {
            return AUTHENTICATION;
        }
    }

    record Unknown(int kind, Octets data) implements TcpOption {}

    /// The options in `length` bytes, up to the end, [EndOfOptions] or the first length that cannot be.
    static List<TcpOption> read(MemorySegment segment, long offset, int length) {
        List<TcpOption> options = new ArrayList<>(4);
        int at = 0;
        while (at < length) {
            int kind = Bytes.u8(segment, offset + at);
            if (kind == END) {
                options.add(new EndOfOptions());
                break;
            }
            if (kind == NOP) {
                options.add(new NoOperation());
                at++;
                continue;
            }
            int size = at + 1 < length ? Bytes.u8(segment, offset + at + 1) : 0;
            if (size < 2 || at + size > length) {
                break;
            }
            options.add(one(kind, segment, offset + at + 2, size - 2));
            at += size;
        }
        return List.copyOf(options);
    }

    private static TcpOption one(int kind, MemorySegment segment, long data, int length) {
        if (kind == MSS && length == 2) {
            return new MaximumSegmentSize(Bytes.u16(segment, data));
        } else if (kind == WINDOW_SCALE && length == 1) {
            return new WindowScale(Bytes.u8(segment, data));
        } else if (kind == SACK_PERMITTED && length == 0) {
            return new SackPermitted();
        } else if (kind == SACK && length % 8 == 0) {
            List<Sack.Block> blocks = new ArrayList<>(length / 8);
            for (int i = 0; i < length; i += 8) {
                blocks.add(new Sack.Block(
                        new SeqNum(Bytes.i32(segment, data + i)), new SeqNum(Bytes.i32(segment, data + i + 4))));
            }
            return new Sack(blocks);
        } else if (kind == TIMESTAMPS && length == 8) {
            return new Timestamps(Bytes.i32(segment, data), Bytes.i32(segment, data + 4));
        } else if (kind == FAST_OPEN) {
            return new FastOpen(Octets.of(segment, data, length));
        } else if (kind == MPTCP && length > 0) {
            return new Mptcp(Bytes.u8(segment, data) >> 4, Octets.of(segment, data, length));
        }
        return rare(kind, segment, data, length);
    }

    private static TcpOption rare(int kind, MemorySegment segment, long data, int length) {
        if (kind == USER_TIMEOUT && length == 2) {
            int field = Bytes.u16(segment, data);
            return new UserTimeout((field & 0x8000) != 0, field & 0x7FFF);
        } else if (kind == MD5 && length == 16) {
            return new Md5Signature(Octets.of(segment, data, length));
        } else if (kind == AUTHENTICATION && length >= 2) {
            return new Authentication(
                    Bytes.u8(segment, data), Bytes.u8(segment, data + 1), Octets.of(segment, data + 2, length - 2));
        } else if ((kind == EXPERIMENT_1 || kind == EXPERIMENT_2)
                && length >= 2
                && Bytes.u16(segment, data) == FAST_OPEN_MAGIC) {
            return new ExperimentalFastOpen(kind, Octets.of(segment, data + 2, length - 2));
        }
        return new Unknown(kind, Octets.of(segment, data, length));
    }

    /// Bytes the option takes.
    default int length() {
        return switch (this) {
            case EndOfOptions() -> 1;
            case NoOperation() -> 1;
            case MaximumSegmentSize _ -> 4;
            case WindowScale _ -> 3;
            case SackPermitted() -> 2;
            case Sack sack -> 2 + 8 * sack.blocks().size();
            case Timestamps _ -> 10;
            case FastOpen open -> 2 + open.cookie().length();
            case Mptcp mptcp -> 2 + mptcp.data().length();
            case ExperimentalFastOpen open -> 4 + open.cookie().length();
            case UserTimeout _ -> 4;
            case Md5Signature md5 -> 2 + md5.digest().length();
            case Authentication authentication -> 4 + authentication.code().length();
            case Unknown unknown -> 2 + unknown.data().length();
        };
    }

    /// Writes the option at `offset`.
    default void write(MemorySegment segment, long offset) {
        Bytes.put8(segment, offset, kind());
        if (kind() == END || kind() == NOP) {
            return;
        }
        Bytes.put8(segment, offset + 1, length());
        long data = offset + 2;
        switch (this) {
            case MaximumSegmentSize(int bytes) -> Bytes.put16(segment, data, bytes);
            case WindowScale(int shift) -> Bytes.put8(segment, data, shift);
            case Sack(List<Sack.Block> blocks) -> {
                for (Sack.Block block : blocks) {
                    Bytes.put32(segment, data, block.left().value());
                    Bytes.put32(segment, data + 4, block.right().value());
                    data += 8;
                }
            }
            case Timestamps(int value, int echo) -> {
                Bytes.put32(segment, data, value);
                Bytes.put32(segment, data + 4, echo);
            }
            case FastOpen(Octets cookie) -> Bytes.put(segment, data, cookie.toArray());
            case Mptcp(int _, Octets bytes) -> Bytes.put(segment, data, bytes.toArray());
            case ExperimentalFastOpen(int _, Octets cookie) -> {
                Bytes.put16(segment, data, FAST_OPEN_MAGIC);
                Bytes.put(segment, data + 2, cookie.toArray());
            }
            case UserTimeout(boolean minutes, int value) ->
                Bytes.put16(segment, data, (minutes ? 0x8000 : 0) | (value & 0x7FFF));
            case Md5Signature(Octets digest) -> Bytes.put(segment, data, digest.toArray());
            case Authentication(int keyId, int nextKeyId, Octets code) -> {
                Bytes.put8(segment, data, keyId);
                Bytes.put8(segment, data + 1, nextKeyId);
                Bytes.put(segment, data + 2, code.toArray());
            }
            case Unknown(int _, Octets bytes) -> Bytes.put(segment, data, bytes.toArray());
            case EndOfOptions(), NoOperation(), SackPermitted() -> {}
        }
    }
}
