package soquete.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.filter.Field;
import soquete.filter.FieldValues;
import soquete.filter.FilterSubject;
import soquete.filter.PacketSubject;
import soquete.filter.PlainSubject;
import soquete.pcap.PacketRecord;
import soquete.wire.Decoder;
import soquete.wire.Layers;
import soquete.wire.TcpView;
import soquete.wire.TransportHeader;

/// A packet of the engine as filters and lists of fields see it: its headers, its place in the capture and its
/// analysis. One for each thread; [#of(Packet)] turns it to a packet.
public final class PacketFields implements FilterSubject {
    private static final long MASK32 = 0xFFFF_FFFFL;
    private static final int SENT_AGAIN = AnalysisFlag.RETRANSMISSION.bit()
            | AnalysisFlag.FAST_RETRANSMISSION.bit()
            | AnalysisFlag.SPURIOUS_RETRANSMISSION.bit();

    private final List<TcpFlow> finals;
    private final Decoder decoder = Decoder.reassembling();
    private final PacketSubject headers = new PacketSubject(decoder.layers());
    private final FieldValues values = new FieldValues();
    private @Nullable Packet current;
    private boolean decoded;
    private final TransportHeader header = new TransportHeader();
    private final PlainSubject plainHeaders = new PlainSubject(header);
    private boolean looked;
    private boolean plain;

    public PacketFields() {
        this(List.of());
    }

    /// @param finals the connections by number as an earlier reading left them: `tcp.completeness` and
    ///               `tcp.analysis.initial_rtt` are theirs, else what is known so far
    public PacketFields(List<TcpFlow> finals) {
        this.finals = finals;
    }

    /// Whether the packets' bytes are read for a field.
    public static boolean readsBytes(Field field) {
        return field.source() == Field.Source.HEADER || field == Field.FRAME_PROTOCOLS || field == Field.MALFORMED;
    }

    public PacketFields of(Packet packet) {
        current = packet;
        decoded = false;
        looked = false;
        return this;
    }

    private Packet packet() {
        Packet packet = current;
        if (packet == null) {
            throw new IllegalStateException("no packet yet");
        }
        return packet;
    }

    private boolean isPlain() {
        if (!looked) {
            plain = packet().glance(header);
            looked = true;
        }
        return plain;
    }

    /// The packet's headers.
    public Layers layers() {
        if (!decoded) {
            packet().layers(decoder);
            decoded = true;
        }
        return decoder.layers();
    }

    @Override
    public FieldValues values(Field field) {
        switch (field.source()) {
            case HEADER -> {
                values.clear();
                if (isPlain() && plainHeaders.add(field, values)) {
                    return values;
                }
                layers();
                return headers.values(field);
            }
            case FRAME, CAPTURE -> {
                values.clear();
                frame(packet(), field);
            }
            case ANALYSIS -> {
                values.clear();
                analysis(packet(), field);
            }
        }
        return values;
    }

    /// The text of a field of [Field.Kind#TEXT].
    public String text(Field field) {
        return field == Field.FRAME_PROTOCOLS ? ProtocolNames.of(layers()) : "";
    }

    private void frame(Packet packet, Field field) {
        switch (field) {
            case FRAME, FRAME_PROTOCOLS -> values.add(1);
            case FRAME_LEN -> values.add(packet.originalLength);
            case FRAME_CAP_LEN -> values.add(packet.capturedLength);
            case FRAME_NUMBER -> values.add(packet.number);
            case MALFORMED -> {
                layers();
                if (decoder.malformed()) {
                    values.add(1);
                }
            }
            case FRAME_INTERFACE_ID -> {
                if (packet.isPacket() && packet.captureInterface.numbered()) {
                    values.add(packet.captureInterface.index());
                }
            }
            case FRAME_ENCAP_TYPE -> {
                if (packet.isPacket()) {
                    values.add(packet.captureInterface.encapType());
                }
            }
            case FRAME_TIME_EPOCH -> time(packet, packet.epochNanos);
            case FRAME_TIME_RELATIVE -> time(packet, packet.epochNanos - packet.captureStart);
            case FRAME_TIME_DELTA -> time(packet, packet.epochNanos - packet.previousNanos);
            default -> {}
        }
    }

    private void time(Packet packet, long nanos) {
        if (packet.epochNanos != PacketRecord.NO_TIME) {
            values.addNanos(nanos);
        }
    }

    private void analysis(Packet packet, Field field) {
        for (int i = 0; i < packet.transports(); i++) {
            Transport transport = packet.transport(i);
            Flow flow = transport.flow;
            if (flow == null) {
                continue;
            }
            if (!transport.tcp()) {
                if (field == Field.UDP_STREAM) {
                    values.add(flow.number());
                }
            } else if (field == Field.TCP_STREAM) {
                values.add(flow.number());
            } else if (!transport.quoted() && field != Field.UDP_STREAM) {
                segment((TcpFlow) flow, transport, field);
            }
        }
    }

    private void segment(TcpFlow flow, Transport segment, Field field) {
        AnalysisFlag flag = flag(field);
        if (flag != null) {
            present((segment.analysis & flag.bit()) != 0);
            return;
        }
        switch (field) {
            case TCP_COMPLETENESS -> values.add(finals.isEmpty() ? segment.completeness : last(flow).completeness);
            case TCP_SEQ -> values.add(segment.relativeSequence & MASK32);
            case TCP_NXTSEQ -> nextSequence(segment);
            case TCP_ACK -> values.add(segment.relativeAcknowledgment & MASK32);
            case TCP_WINDOW_SIZE -> values.add(segment.scaledWindow);
            case TCP_TIME_RELATIVE -> values.addNanos(segment.sinceFirst);
            case TCP_TIME_DELTA -> values.addNanos(segment.sincePrevious);
            case TCP_ANALYSIS -> present(segment.analyzed);
            case TCP_ANALYSIS_FLAGS -> present(segment.analysis != 0);
            case TCP_RETRANSMISSION -> present((segment.analysis & SENT_AGAIN) != 0);
            case TCP_TFO_SYN -> present(segment.opens() && segment.fastOpenCookie);
            case TCP_TFO_ACK -> present(segment.fastOpenAccepted);
            default -> measured(flow, segment, field);
        }
    }

    private void measured(TcpFlow flow, Transport segment, Field field) {
        switch (field) {
            case TCP_DUPLICATE_ACK_NUM -> unlessZero(segment.duplicateNumber);
            case TCP_DUPLICATE_ACK_FRAME -> unlessZero(segment.duplicateNumber == 0 ? 0 : segment.duplicateFrame);
            case TCP_ACKS_FRAME -> unlessZero(segment.acknowledgedFrame);
            case TCP_ACK_RTT -> duration(segment.roundTrip == Transport.NO_TIME ? 0 : segment.roundTrip);
            case TCP_INITIAL_RTT -> {
                if (segment.analyzed) {
                    duration(finals.isEmpty() ? segment.initialRoundTrip : last(flow).initialRoundTrip);
                }
            }
            case TCP_BYTES_IN_FLIGHT -> unlessZero(segment.bytesInFlight);
            case TCP_RTO -> duration(segment.timeoutFrame == 0 ? 0 : segment.timeoutNanos);
            case TCP_RTO_FRAME -> unlessZero(segment.timeoutFrame);
            default -> {}
        }
    }

    /// Null for a field that is no flag, and for `tcp.analysis.retransmission`, which all three kinds have.
    private static @Nullable AnalysisFlag flag(Field field) {
        return switch (field) {
            case TCP_FAST_RETRANSMISSION -> AnalysisFlag.FAST_RETRANSMISSION;
            case TCP_SPURIOUS_RETRANSMISSION -> AnalysisFlag.SPURIOUS_RETRANSMISSION;
            case TCP_OUT_OF_ORDER -> AnalysisFlag.OUT_OF_ORDER;
            case TCP_DUPLICATE_ACK -> AnalysisFlag.DUPLICATE_ACK;
            case TCP_LOST_SEGMENT -> AnalysisFlag.LOST_SEGMENT;
            case TCP_ACK_LOST_SEGMENT -> AnalysisFlag.ACK_LOST_SEGMENT;
            case TCP_ZERO_WINDOW -> AnalysisFlag.ZERO_WINDOW;
            case TCP_ZERO_WINDOW_PROBE -> AnalysisFlag.ZERO_WINDOW_PROBE;
            case TCP_ZERO_WINDOW_PROBE_ACK -> AnalysisFlag.ZERO_WINDOW_PROBE_ACK;
            case TCP_WINDOW_FULL -> AnalysisFlag.WINDOW_FULL;
            case TCP_WINDOW_UPDATE -> AnalysisFlag.WINDOW_UPDATE;
            case TCP_KEEP_ALIVE -> AnalysisFlag.KEEP_ALIVE;
            case TCP_KEEP_ALIVE_ACK -> AnalysisFlag.KEEP_ALIVE_ACK;
            case TCP_REUSED_PORTS -> AnalysisFlag.REUSED_PORTS;
            default -> null;
        };
    }

    private TcpFlow last(TcpFlow flow) {
        // A capture that grew has connections that the earlier reading did not see.
        return flow.number() < finals.size() ? finals.get(flow.number()) : flow;
    }

    private void nextSequence(Transport segment) {
        if (segment.length() >= 0) {
            int taken = segment.has(TcpView.SYN | TcpView.FIN) ? 1 : 0;
            values.add(segment.relativeSequence + segment.length() + taken & MASK32);
        }
    }

    private void present(boolean there) {
        if (there) {
            values.add(1);
        }
    }

    private void unlessZero(long number) {
        if (number != 0) {
            values.add(number);
        }
    }

    private void duration(long nanos) {
        if (nanos != 0) {
            values.addNanos(nanos);
        }
    }
}
