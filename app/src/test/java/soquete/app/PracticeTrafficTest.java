package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import soquete.flow.AnalysisFlag;
import soquete.flow.Depth;
import soquete.flow.Engine;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.TcpFlow;
import soquete.flow.Tracker;
import soquete.pcap.CaptureReader;
import soquete.pcap.PcapWriter;
import soquete.wire.LinkType;

/// What the build practises on is what captures hold: all kinds of conversations stand in it.
class PracticeTrafficTest {
    private static final int PACKETS = 20_000;

    @Test
    void hasConversationsOfAllKinds() throws IOException, InterruptedException {
        Tracker tracker = new Tracker();
        long packets;
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(capture()))) {
            Engine engine = new Engine(tracker, Job.nothing(Depth.STATES), 2);
            engine.run(reader);
            packets = engine.packetsRead();
            assertThat(reader.problem()).isNull();
        }
        List<TcpFlow> tcp = tracker.tcpFlows();
        assertThat(packets).isGreaterThanOrEqualTo(PACKETS);
        assertThat(tcp).anyMatch(Flow::ipv6).anyMatch(flow -> !flow.ipv6());
        assertThat(tracker.udpFlows()).isNotEmpty();
        assertThat(tcp).anyMatch(flow -> flow.completeness() == TcpFlow.SAW_SYN);
        assertThat(tcp).anyMatch(flow -> (flow.completeness() & TcpFlow.SAW_RST) != 0);
        assertThat(tcp).anyMatch(flow -> (flow.completeness() & TcpFlow.SAW_FIN) != 0);
        for (AnalysisFlag flag :
                List.of(AnalysisFlag.LOST_SEGMENT, AnalysisFlag.DUPLICATE_ACK, AnalysisFlag.FAST_RETRANSMISSION)) {
            assertThat(tcp).as(flag.text()).anyMatch(flow -> flow.count(flag, true) + flow.count(flag, false) > 0);
        }
    }

    static byte[] capture() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter out = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
            new PracticeTraffic(new Random(9293), out).write(PACKETS);
        }
        return file.toByteArray();
    }
}
