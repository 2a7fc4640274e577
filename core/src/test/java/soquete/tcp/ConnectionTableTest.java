package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;
import soquete.wire.SeqNum;

class ConnectionTableTest {
    private static final Endpoint SERVER = new Endpoint(Addresses.literal("192.0.2.1"), 80);
    private static final Segment SYN = new Segment(SeqNum.of(1000), SeqNum.of(0), Segment.SYN, 1000, 0);

    private static Endpoint client(int port) {
        return new Endpoint(Addresses.literal("192.0.2.2"), port);
    }

    @Test
    void aBoundedTableForgetsWhoWasSilentLongestAndCountsIt() {
        ConnectionTable table = new ConnectionTable(2);
        table.accept(client(1), SERVER, SYN);
        table.accept(client(2), SERVER, SYN);
        table.accept(client(1), SERVER, SYN); // sent again: not silent
        table.accept(client(3), SERVER, SYN);
        assertThat(table.forgotten()).isEqualTo(1);
        assertThat(table.find(client(1), SERVER)).isNotNull();
        assertThat(table.find(client(2), SERVER)).isNull();
        assertThat(table.find(SERVER, client(3))).isNotNull();
    }

    @Test
    void anUnboundedTableForgetsNobody() {
        ConnectionTable table = new ConnectionTable();
        for (int port = 1; port <= 20_000; port++) {
            table.accept(client(port), SERVER, SYN);
        }
        assertThat(table.size()).isEqualTo(20_000);
        assertThat(table.forgotten()).isZero();
        assertThat(table.find(client(1), SERVER)).isNotNull();
    }
}
