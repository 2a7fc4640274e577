package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import soquete.flow.Depth;
import soquete.flow.Engine;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.Tracker;
import soquete.pcap.CaptureReader;
import soquete.reading.ConversationRows;
import soquete.text.Messages;

class ConversationTableTest {
    private static final int CLIENT = 12;

    @Test
    void columnsAreAsWideAsTheWidestEnd() throws IOException, InterruptedException {
        Tracker tracker = new Tracker();
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(PracticeTrafficTest.capture()))) {
            new Engine(tracker, Job.nothing(Depth.STATES), 2).run(reader);
        }
        List<Flow> flows = new ArrayList<>(tracker.tcpFlows());
        flows.addAll(tracker.udpFlows());
        int widest = flows.stream()
                .mapToInt(flow -> Math.max(
                        flow.client().toString().length(),
                        flow.server().toString().length()))
                .max()
                .orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ConversationRows(Messages.of("soquete.app.app", Locale.ENGLISH), tracker.start()).write(flows, out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        int server = CLIENT + widest + 2;
        assertThat(lines).hasSize(flows.size() + 1);
        for (int i = 0; i < flows.size(); i++) {
            String line = lines.get(i + 1);
            assertThat(line.substring(CLIENT, server).strip())
                    .isEqualTo(flows.get(i).client().toString());
            assertThat(line.substring(server, server + widest + 2).strip())
                    .isEqualTo(flows.get(i).server().toString());
            assertThat(line.substring(server + widest + 2).strip().split(" +", -1)[0])
                    .isEqualTo(String.valueOf(flows.get(i).clientPackets()));
        }
    }

    @Test
    void noConversationIsAHeadingAlone() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ConversationRows(Messages.of("soquete.app.app", Locale.ENGLISH), 0).write(List.of(), out);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }
}
