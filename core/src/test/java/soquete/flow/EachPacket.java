package soquete.flow;

import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;

/// Shows each packet of a capture in order.
///
/// @param depth as [Job#depth()]
@NullMarked
record EachPacket(Depth depth, Consumer<PacketFields> look) implements Job {
    @Override
    public Work begin() {
        return new Work() {
            private final PacketFields fields = new PacketFields();

            @Override
            public void each(PacketBatch batch) {}

            @Override
            public void inOrder(PacketBatch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    look.accept(fields.of(batch.packet(i)));
                }
            }
        };
    }
}
