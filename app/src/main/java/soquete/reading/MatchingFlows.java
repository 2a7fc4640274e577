package soquete.reading;

import java.util.BitSet;
import soquete.filter.Filter;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.PacketBatch;
import soquete.flow.PacketFields;
import soquete.flow.TcpFlow;
import soquete.flow.Transport;

/// Finds the conversations that have a packet which a filter lets through.
public final class MatchingFlows implements Job {
    private final Filter filter;
    private final Depth depth;
    private final BitSet tcp = new BitSet();
    private final BitSet udp = new BitSet();
    private boolean any;

    /// @param depth what must be known of the conversations
    public MatchingFlows(Filter filter, Depth depth) {
        this.filter = filter;
        this.depth = depth;
    }

    public boolean has(Flow flow) {
        return filter.everything() || (flow instanceof TcpFlow ? tcp : udp).get(flow.number());
    }

    /// Their numbers, of TCP or of UDP, in order; none when the filter is that of everything.
    public int[] numbers(boolean ofTcp) {
        return (ofTcp ? tcp : udp).stream().toArray();
    }

    /// Whether the filter let any packet through.
    public boolean any() {
        return any;
    }

    @Override
    public Depth depth() {
        return depth;
    }

    @Override
    public boolean readsBytes() {
        return filter.fields().stream().anyMatch(PacketFields::readsBytes);
    }

    @Override
    public Work begin() {
        if (filter.everything()) {
            return Job.nothing(depth).begin();
        }
        return new Work() {
            private final PacketFields packet = new PacketFields();
            private final BitSet matching = new BitSet();

            @Override
            public void each(PacketBatch batch) {
                matching.clear();
                for (int i = 0; i < batch.size(); i++) {
                    if (filter.matches(packet.of(batch.packet(i)))) {
                        matching.set(i);
                    }
                }
            }

            @Override
            public void inOrder(PacketBatch batch) {
                any |= !matching.isEmpty();
                for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
                    for (int k = 0; k < batch.packet(i).transports(); k++) {
                        Transport transport = batch.packet(i).transport(k);
                        Flow flow = transport.flow();
                        if (flow != null) {
                            (transport.tcp() ? tcp : udp).set(flow.number());
                        }
                    }
                }
            }
        };
    }
}
