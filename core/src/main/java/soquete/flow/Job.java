package soquete.flow;

import java.io.IOException;
import soquete.pcap.CaptureRecord;

/// What is done with the packets of a capture besides reading them.
public interface Job {

    /// Only what the [Tracker] does.
    static Job nothing(Depth depth) {
        return new Job() {
            @Override
            public Depth depth() {
                return depth;
            }

            @Override
            public boolean readsBytes() {
                return false;
            }

            @Override
            public Work begin() {
                return new Work() {
                    @Override
                    public void each(PacketBatch batch) {}

                    @Override
                    public void inOrder(PacketBatch batch) {}
                };
            }
        };
    }

    /// How much must be known of the packets.
    Depth depth();

    /// Whether it reads the bytes of packets ([Packet#frame()], [Packet#layers]), and not only what was found in them.
    /// Those who do not leave the bytes in the processor's cache to be overwritten.
    default boolean readsBytes() {
        return true;
    }

    /// Takes note of what stands among the packets and is none itself. Called in the order of the capture, ahead of the
    /// packets' own steps.
    default void aside(CaptureRecord record) {}

    /// One thread's share, made once for each thread.
    Work begin();

    /// What one thread does with the batches that it carries through the engine.
    interface Work {

        /// Whatever can be done without looking at other batches; several threads do so at once.
        void each(PacketBatch batch);

        /// What must be done in the order of the capture; one thread at a time.
        void inOrder(PacketBatch batch) throws IOException;
    }
}
