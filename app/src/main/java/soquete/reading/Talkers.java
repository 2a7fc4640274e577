package soquete.reading;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import soquete.wire.Addresses;

/// How much each address sent and received. Flat arrays, open addressing; reaching its bound is counted.
final class Talkers {
    /// Addresses, at most.
    static final int MOST = 1 << 20;

    private static final int FIRST_SIZE = 1 << 10;
    /// Packets and bytes sent, packets and bytes received.
    private static final int NUMBERS = 4;

    private final int most;
    private long[] high = new long[FIRST_SIZE];
    private long[] low = new long[FIRST_SIZE];
    private long[] numbers = new long[FIRST_SIZE * NUMBERS];
    private boolean[] used = new boolean[FIRST_SIZE];
    private int size;
    private long left;

    /// What one address did.
    record Talker(InetAddress address, long packetsSent, long bytesSent, long packetsReceived, long bytesReceived) {
        long bytes() {
            return bytesSent + bytesReceived;
        }
    }

    Talkers() {
        this(MOST);
    }

    Talkers(int most) {
        this.most = most;
    }

    /// Addresses as [soquete.wire.Layers] gives them.
    void add(long addressHigh, long addressLow, boolean sent, long bytes) {
        int at = find(addressHigh, addressLow);
        if (!used[at]) {
            if (size >= most) {
                left++;
                return;
            }
            if (size * 2 >= used.length) {
                grow();
                at = find(addressHigh, addressLow);
            }
            used[at] = true;
            high[at] = addressHigh;
            low[at] = addressLow;
            size++;
        }
        int number = at * NUMBERS + (sent ? 0 : 2);
        numbers[number]++;
        numbers[number + 1] += bytes;
    }

    private int find(long addressHigh, long addressLow) {
        int mask = used.length - 1;
        long mixed = (addressHigh * 31 + addressLow) * 0x9E37_79B9_7F4A_7C15L;
        int at = (int) (mixed >>> 32) & mask;
        while (used[at] && (high[at] != addressHigh || low[at] != addressLow)) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        Talkers larger = new Talkers(most);
        larger.high = new long[high.length * 2];
        larger.low = new long[high.length * 2];
        larger.used = new boolean[high.length * 2];
        larger.numbers = new long[numbers.length * 2];
        for (int i = 0; i < used.length; i++) {
            if (used[i]) {
                int at = larger.find(high[i], low[i]);
                larger.used[at] = true;
                larger.high[at] = high[i];
                larger.low[at] = low[i];
                System.arraycopy(numbers, i * NUMBERS, larger.numbers, at * NUMBERS, NUMBERS);
            }
        }
        high = larger.high;
        low = larger.low;
        used = larger.used;
        numbers = larger.numbers;
    }

    int size() {
        return size;
    }

    /// How often an address found no room.
    long left() {
        return left;
    }

    /// Those with most bytes first, of equal ones the lower address.
    List<Talker> top(int count) {
        List<Talker> all = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            if (used[i]) {
                long[] n = Arrays.copyOfRange(numbers, i * NUMBERS, i * NUMBERS + NUMBERS);
                all.add(new Talker(address(high[i], low[i]), n[0], n[1], n[2], n[3]));
            }
        }
        all.sort(Comparator.comparingLong(Talker::bytes)
                .reversed()
                .thenComparing(t -> t.address().getAddress(), Arrays::compareUnsigned));
        return all.subList(0, Math.min(count, all.size()));
    }

    private static InetAddress address(long high, long low) {
        boolean ipv4 = high == 0 && low >>> 32 == 0xFFFF;
        return Addresses.of(
                ipv4
                        ? ByteBuffer.allocate(4).putInt((int) low).array()
                        : ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }
}
