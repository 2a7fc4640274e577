package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a Multipath TCP option says, RFC 8684 §3. One whose length its subtype does not allow is [Other].
public sealed interface MptcpMessage {

    /// MP_CAPABLE, RFC 8684 §3.1: the first subflow of a connection. A key that is not there yet is null.
    record Capable(
            int version,
            int flags,
            @Nullable Long senderKey,
            @Nullable Long receiverKey) implements MptcpMessage {}

    /// MP_JOIN in a SYN, RFC 8684 §3.2: a further subflow of the connection with that token.
    record Join(boolean backup, int addressId, int token, int random) implements MptcpMessage {}

    /// MP_JOIN in a SYN and ACK, RFC 8684 §3.2.
    record JoinAnswer(boolean backup, int addressId, long code, int random) implements MptcpMessage {}

    /// MP_JOIN in the third segment of a subflow, RFC 8684 §3.2.
    record JoinEnd(Octets code) implements MptcpMessage {}

    /// DSS, RFC 8684 §3.3: where the subflow's bytes stand in the connection. What is not there is null.
    record DataSequence(
            boolean dataFin,
            @Nullable Long acknowledgment,
            @Nullable Mapping mapping) implements MptcpMessage {}

    /// From `sequence` on, `length` bytes are those from `subflowSequence` on of this subflow.
    record Mapping(long sequence, int subflowSequence, int length) {}

    /// ADD_ADDR, RFC 8684 §3.4.1. Port -1 when it is the connection's.
    record AddAddress(boolean echo, int addressId, InetAddress address, int port) implements MptcpMessage {}

    /// REMOVE_ADDR, RFC 8684 §3.4.2.
    record RemoveAddress(List<Integer> addressIds) implements MptcpMessage {
        public RemoveAddress {
            addressIds = List.copyOf(addressIds);
        }
    }

    /// MP_PRIO, RFC 8684 §3.3.8.
    record Priority(boolean backup) implements MptcpMessage {}

    /// MP_FAIL, RFC 8684 §3.7.
    record Fail(long sequence) implements MptcpMessage {}

    /// MP_FASTCLOSE, RFC 8684 §3.5.
    record FastClose(long receiverKey) implements MptcpMessage {}

    /// MP_TCPRST, RFC 8684 §3.6.
    record Reset(int flags, int reason) implements MptcpMessage {}

    record Other(int subtype) implements MptcpMessage {}

    /// What the data of an option say, that begin with the byte whose upper half is the subtype.
    static MptcpMessage of(Octets data) {
        if (data.length() == 0) {
            throw new IllegalArgumentException("no subtype");
        }
        MemorySegment bytes = MemorySegment.ofArray(data.toArray());
        int length = data.length();
        int first = Bytes.u8(bytes, 0);
        int subtype = first >> 4;
        return switch (subtype) {
            case 0 -> capable(bytes, length, first & 0xF);
            case 1 -> join(bytes, length, (first & 1) != 0);
            case 2 -> dataSequence(bytes, length);
            case 3 -> addAddress(bytes, length, first & 0xF);
            case 4 -> {
                List<Integer> ids = new ArrayList<>();
                for (int i = 1; i < length; i++) {
                    ids.add(Bytes.u8(bytes, i));
                }
                yield new RemoveAddress(ids);
            }
            case 5 -> new Priority((first & 1) != 0);
            case 6 -> length == 10 ? new Fail(Bytes.i64(bytes, 2)) : new Other(subtype);
            case 7 -> length == 10 ? new FastClose(Bytes.i64(bytes, 2)) : new Other(subtype);
            case 8 -> length == 2 ? new Reset(first & 0xF, Bytes.u8(bytes, 1)) : new Other(subtype);
            default -> new Other(subtype);
        };
    }

    private static MptcpMessage capable(MemorySegment bytes, int length, int version) {
        if (length < 2) {
            return new Other(0);
        }
        Long sender = length >= 10 ? Bytes.i64(bytes, 2) : null;
        Long receiver = length >= 18 ? Bytes.i64(bytes, 10) : null;
        return new Capable(version, Bytes.u8(bytes, 1), sender, receiver);
    }

    private static MptcpMessage join(MemorySegment bytes, int length, boolean backup) {
        return switch (length) {
            case 10 -> new Join(backup, Bytes.u8(bytes, 1), Bytes.i32(bytes, 2), Bytes.i32(bytes, 6));
            case 14 -> new JoinAnswer(backup, Bytes.u8(bytes, 1), Bytes.i64(bytes, 2), Bytes.i32(bytes, 10));
            case 22 -> new JoinEnd(Octets.of(bytes, 2, 20));
            default -> new Other(1);
        };
    }

    private static MptcpMessage dataSequence(MemorySegment bytes, int length) {
        if (length < 2) {
            return new Other(2);
        }
        int flags = Bytes.u8(bytes, 1);
        boolean acknowledges = (flags & 1) != 0;
        boolean maps = (flags & 4) != 0;
        int acknowledgment = (flags & 2) != 0 ? 8 : 4;
        int sequence = (flags & 8) != 0 ? 8 : 4;
        int needed = 2 + (acknowledges ? acknowledgment : 0) + (maps ? sequence + 6 : 0);
        if (length < needed) {
            return new Other(2);
        }
        int at = 2;
        Long acknowledged = null;
        if (acknowledges) {
            acknowledged = number(bytes, at, acknowledgment);
            at += acknowledgment;
        }
        Mapping mapping = null;
        if (maps) {
            int after = at + sequence;
            mapping = new Mapping(number(bytes, at, sequence), Bytes.i32(bytes, after), Bytes.u16(bytes, after + 4));
        }
        return new DataSequence((flags & 0x10) != 0, acknowledged, mapping);
    }

    private static long number(MemorySegment bytes, int at, int length) {
        return length == 8 ? Bytes.i64(bytes, at) : Bytes.u32(bytes, at);
    }

    private static MptcpMessage addAddress(MemorySegment bytes, int length, int flags) {
        boolean echo = (flags & 1) != 0;
        // An authentication code of eight bytes stands at the end, but for an echo.
        int rest = length - 2 - (echo ? 0 : 8);
        int address = rest >= 16 ? 16 : 4;
        boolean port = rest == address + 2;
        if (rest != address && !port) {
            return new Other(3);
        }
        return new AddAddress(
                echo, Bytes.u8(bytes, 1), Bytes.address(bytes, 2, address), port ? Bytes.u16(bytes, 2 + address) : -1);
    }
}
