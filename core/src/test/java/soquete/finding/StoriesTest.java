package soquete.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.finding.Story.endpoint;

import java.util.List;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.filter.Filter;
import soquete.wire.ArpView;

/// Captures with a known story: the story is the first finding.
class StoriesTest {

    static List<Stories.Told> stories() {
        return Stories.all();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void theStoryIsTheFirstFinding(Stories.Told told) throws Exception {
        Story story = new Story();
        told.story().accept(story);
        List<Findings.Group> found = story.told(2, null);
        assertThat(found).as("nothing found").isNotEmpty();
        assertThat(found.getFirst().worst().key()).as(found.toString()).isEqualTo(told.first());
        assertThat(found.getFirst().worst().packets()).isNotEmpty().allMatch(p -> p <= story.size());
    }

    /// @param filter that no packet passes
    record Asked(String filter, String first, Consumer<Story> story) {}

    static List<Asked> questions() {
        Consumer<Story> web =
                s -> s.handshake().client("PA", 5).server("PA", 5).client("A").closing();
        Consumer<Story> names = s -> s.between(endpoint("192.0.2.1", 5353), endpoint("192.0.2.53", 53))
                .datagram(true, 30)
                .datagram(false, 60);
        Consumer<Story> six = s -> s.between(endpoint("2001:db8::1", 5000), endpoint("2001:db8::2", 80))
                .handshake()
                .closing();
        return List.of(
                new Asked("ip.addr == 192.0.2.1", "absent.ipv4", six),
                new Asked("ip.addr == 127.0.0.1 and tcp.port == 65432", "absent.loopback", web),
                new Asked("ip.addr == 198.51.100.7", "absent.address", web),
                new Asked("tcp.port == 8080", "absent.port", web),
                new Asked("udp.port == 65432", "absent.tcp-only", web),
                new Asked("tcp.port == 53", "absent.udp-only", names),
                new Asked("ipv6.addr == 2001:db8::1", "absent.ipv6", web),
                new Asked("ip.addr == 192.0.2.1 and tcp.flags.reset == 1", "absent", web),
                new Asked(
                        "ip.addr == 127.0.0.1",
                        "absent.address",
                        s -> s.taken("lo").handshake().closing()));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void whatIsNotThereIsExplained(Asked asked) throws Exception {
        Story story = new Story();
        asked.story().accept(story);
        List<Findings.Group> found = story.told(1, Filter.parse(asked.filter()));
        assertThat(found.getFirst().worst().key()).isEqualTo(asked.first());
    }

    static List<Consumer<Story>> healthy() {
        return List.of(
                s -> s.handshake()
                        .client("PA", 5)
                        .server("A")
                        .server("PA", 5)
                        .client("A")
                        .closing(),
                StoriesTest::bulk,
                s -> s.whoHas("192.0.2.1", "192.0.2.2")
                        .arp(ArpView.REPLY, "192.0.2.2", "192.0.2.1")
                        .handshake()
                        .server("PA", 100)
                        .client("A")
                        .closing(),
                s -> s.datagram(true, 30).datagram(false, 60),
                s -> s.between(endpoint("192.0.2.1", 5353), endpoint("224.0.0.251", 5353))
                        .datagram(true, 30));
    }

    /// Two segments, an ACK; now and then the window closes for a moment.
    private static void bulk(Story story) {
        story.handshake();
        for (int i = 0; i < 500; i++) {
            story.client("A", 1460).client("PA", 1460);
            story.serverWindow(i % 50 == 0 ? 0 : 8192).server("A");
            if (i % 50 == 0) {
                story.serverWindow(8192).server("A");
            }
        }
        story.closing();
    }

    @ParameterizedTest
    @MethodSource("healthy")
    void nothingIsFoundInHealthyTraffic(Consumer<Story> told) throws Exception {
        Story story = new Story();
        told.accept(story);
        assertThat(story.told(2, null)).isEmpty();
    }

    @Test
    void whatIsFoundManyTimesIsToldOnceAndCounted() throws Exception {
        Story story = new Story();
        for (int i = 0; i < 38; i++) {
            story.between(endpoint("192.0.2.1", 50000 + i), endpoint("192.0.2.2", 81))
                    .client("S")
                    .server("RA");
        }
        List<Findings.Group> one = story.told(1, null);
        assertThat(one).hasSize(1);
        assertThat(one.getFirst().count()).isEqualTo(38);
        assertThat(one.getFirst().others()).hasSize(Findings.OTHERS);
        assertThat(one.getFirst().worst().packets()).containsExactly(1L, 2L);
        assertThat(story.told(4, null).getFirst().worst().packets()).containsExactly(1L, 2L);
    }

    @Test
    void everyKeyHasAStory() {
        TreeSet<String> told = new TreeSet<>();
        stories().forEach(s -> told.add(s.first()));
        questions().forEach(q -> told.add(q.first()));
        TreeSet<String> keys = new TreeSet<>();
        for (String key : ResourceBundle.getBundle("soquete.finding.finding").keySet()) {
            keys.add(key.replaceFirst("\\.(name|next)$", ""));
        }
        assertThat(told).isEqualTo(keys);
    }
}
