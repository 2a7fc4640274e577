package soquete.flow;

import soquete.filter.Field;
import soquete.filter.FieldValues;

/// Asks for every field of every packet, and remembers one number for all of them in their order.
final class AllFields implements Job {
    private static final Field[] FIELDS = Field.values();

    private long digest;
    private long packets;

    long digest() {
        return digest;
    }

    long packets() {
        return packets;
    }

    @Override
    public Depth depth() {
        return Depth.FLAGS;
    }

    @Override
    public Work begin() {
        return new Work() {
            private final PacketFields fields = new PacketFields();
            private final long[] digests = new long[PacketBatch.SIZE];

            @Override
            public void each(PacketBatch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    digests[i] = digestOf(fields.of(batch.packet(i)));
                }
            }

            @Override
            public void inOrder(PacketBatch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    digest = digest * 31 + digests[i];
                }
                packets += batch.size();
            }
        };
    }

    private static long digestOf(PacketFields packet) {
        long digest = 1;
        for (Field field : FIELDS) {
            FieldValues values = packet.values(field);
            for (int i = 0; i < values.size(); i++) {
                digest = (digest * 31 + values.high(i)) * 31 + values.low(i);
            }
            if (field.kind() == Field.Kind.TEXT) {
                digest = digest * 31 + packet.text(field).hashCode();
            }
            digest = digest * 31 + values.size();
        }
        return digest;
    }
}
