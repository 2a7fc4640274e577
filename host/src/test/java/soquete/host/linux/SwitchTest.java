package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.Platform.InterfaceAddress;
import soquete.trace.CapturedPacket;
import soquete.wire.Addresses;

/// Hosts behind a switch: each reaches each, and each packet is captured by its sender alone.
final class SwitchTest {

    @Test
    void allReachEachOther() throws Exception {
        Root.assumed();
        try (LinuxPlatform platform = LinuxPlatform.open()) {
            Map<Host, InterfaceAddress> ends = new LinkedHashMap<>();
            List<Host> hosts = new ArrayList<>();
            List<List<CapturedPacket>> seen = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                Host host = platform.newHost("host " + i);
                hosts.add(host);
                ends.put(host, Root.address("198.51.100." + i, 24));
            }
            platform.connect(ends);
            List<PacketCapture> captures = new ArrayList<>();
            for (Host host : hosts) {
                List<CapturedPacket> packets = Collections.synchronizedList(new ArrayList<>());
                seen.add(packets);
                captures.add(platform.captureSent(host, "eth0", packets::add));
            }
            Echo.run(hosts.get(0), hosts.get(1), Addresses.literal("198.51.100.1"), 7007);
            Echo.run(hosts.get(1), hosts.get(2), Addresses.literal("198.51.100.2"), 7007);
            captures.forEach(PacketCapture::close);
            List<String> senders = seen.stream()
                    .map(packets -> packets.stream()
                            .map(SwitchTest::senderHardware)
                            .distinct()
                            .toList())
                    .map(List::toString)
                    .toList();
            assertThat(senders).doesNotHaveDuplicates().allMatch(s -> s.length() == "[001122334455]".length());
        }
    }

    private static String senderHardware(CapturedPacket packet) {
        StringBuilder text = new StringBuilder();
        for (int i = 6; i < 12; i++) {
            text.append(String.format("%02x", packet.bytes()[i]));
        }
        return text.toString();
    }
}
