package soquete.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.wire.Addresses;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.Ipv6Builder;
import soquete.wire.Layers;
import soquete.wire.LinkType;
import soquete.wire.MacAddress;
import soquete.wire.Protocol;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpView;
import soquete.wire.UdpBuilder;
import soquete.wire.VlanBuilder;

class FilterTest {
    /// 10.1.2.3:49152 > 192.0.2.2:80 SYN, 5 bytes, in VLANs 100 and 10.
    private static final Layers SYN = layers(
            new byte[5],
            new EthernetBuilder().source(new MacAddress(0x020000000001L)).destination(MacAddress.BROADCAST),
            new VlanBuilder(100).service(),
            new VlanBuilder(10),
            new Ipv4Builder(Addresses.literal("10.1.2.3"), Addresses.literal("192.0.2.2")),
            new TcpBuilder(49152, 80).sequence(SeqNum.of(4_000_000_000L)).flags(TcpView.SYN));

    /// [fe80::1]:53 > [2001:db8::2]:5353, 12 bytes.
    private static final Layers UDP = layers(
            new byte[12],
            new EthernetBuilder(),
            new Ipv6Builder(Addresses.literal("fe80::1"), Addresses.literal("2001:db8::2")),
            new UdpBuilder(53, 5353));

    private static Layers layers(byte[] payload, HeaderBuilder... headers) {
        byte[] frame = HeaderBuilder.frame(payload, headers);
        return Decoder.decode(LinkType.ETHERNET, MemorySegment.ofArray(frame), frame.length)
                .layers();
    }

    /// The filter, then whether it holds for the SYN and for the datagram. As `tshark -Y` answers.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                       | true  | true
            tcp                                      | true  | false
            udp                                      | false | true
            ip                                       | true  | false
            ipv6                                     | false | true
            vlan                                     | true  | false
            eth and frame                            | true  | true
            arp or icmp or icmpv6 or sll             | false | false
            !tcp                                     | false | true
            not not tcp                              | true  | false
            ! tcp && udp                             | false | true
            not (tcp and udp)                        | true  | true
            tcp or udp and icmp                      | true  | false
            udp and icmp or tcp                      | true  | false
            tcp.port == 80                           | true  | false
            tcp.port == 49152                        | true  | false
            tcp.port eq 0x50                         | true  | false
            tcp.port == 0120                         | true  | false
            tcp.port != 80                           | false | false
            tcp.port != 81                           | true  | false
            tcp.port !== 80                          | true  | false
            tcp.port === 80                          | false | false
            !(tcp.port == 80)                        | false | true
            tcp.port ne 80                           | false | false
            tcp.srcport == 80                        | false | false
            tcp.dstport==80                          | true  | false
            tcp.port in {443, 8000..8080}            | false | false
            tcp.port in {79..81,443}                 | true  | false
            tcp.port not in {80}                     | false | true
            udp.port in {53}                         | false | true
            udp.length == 20                         | false | true
            udp.srcport lt 54 && udp.dstport gt 5000 | false | true
            tcp.len == 5                             | true  | false
            tcp.len > 5 or tcp.len < 5               | false | false
            tcp.len >= 5 and tcp.len <= 5            | true  | false
            tcp.len ge 5 and tcp.len le 5            | true  | false
            tcp.seq_raw > 3999999999                 | true  | false
            tcp.seq_raw == 4000000000                | true  | false
            tcp.flags == 0x002                       | true  | false
            tcp.flags & 0x12                         | true  | false
            tcp.flags & 0x10                         | false | false
            tcp.flags & 0x12 == 2                    | true  | false
            tcp.flags.syn                            | true  | false
            tcp.flags.ack                            | true  | false
            tcp.flags.syn == 1                       | true  | false
            tcp.flags.syn == True                    | true  | false
            tcp.flags.ack == 1                       | false | false
            tcp.flags.ack == False                   | true  | false
            tcp.flags.ack != 1                       | true  | false
            ip.addr == 10.0.0.0/8                    | true  | false
            ip.addr == 192.0.2.2                     | true  | false
            ip.addr != 192.0.2.2                     | false | false
            ip.addr != 192.0.2.3                     | true  | false
            ip.src == 192.0.2.2                      | false | false
            ip.src == 10.1.2.0/24                    | true  | false
            ip.src == 0.0.0.0/0                      | true  | false
            ip.src > 10.0.0.0/8                      | false | false
            ip.src >= 10.0.0.0/8                     | true  | false
            ip.dst > 10.0.0.0/8                      | true  | false
            ip.src in {10.1.2.1..10.1.2.9}           | true  | false
            ipv6.addr == fe80::/10                   | false | true
            ipv6.addr == 2001:db8::2                 | false | true
            ipv6.src == ::                           | false | false
            ipv6.src == ::/0                         | false | true
            ipv6.dst == 2001:db8::/127               | false | false
            ipv6.dst == 2001:db8::/126               | false | true
            frame.len == 67                          | true  | false
            frame.len > 60                           | true  | true
            eth.dst == ff:ff:ff:ff:ff:ff             | true  | false
            eth.addr == 02-00-00-00-00-01            | true  | false
            eth.type == 0x86dd                       | false | true
            vlan.id == 100                           | false | false
            ieee8021ad.id == 100 and ieee8021ad      | true  | false
            vlan.id == 10                            | true  | false
            vlan.id != 10                            | false | false
            ip.proto == 6 and ip.ttl == 64           | true  | false
            """)
    void answersAsTsharkDoes(String filter, boolean syn, boolean udp) throws FilterException {
        Filter parsed = Filter.parse(filter);
        assertThat(parsed.matches(SYN)).as("SYN").isEqualTo(syn);
        assertThat(parsed.matches(UDP)).as("UDP").isEqualTo(udp);
        assertThat(parsed).hasToString(filter);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tcp.prt == 80           | 1  | UNKNOWN_FIELD
            tcp and ip.adr          | 9  | UNKNOWN_FIELD
            80                      | 1  | FIELD_EXPECTED
            == 80                   | 1  | FIELD_EXPECTED
            tcp and and udp         | 9  | FIELD_EXPECTED
            tcp.port == 80 or 443   | 19 | FIELD_EXPECTED
            ()                      | 2  | FIELD_EXPECTED
            tcp.port == and         | 13 | VALUE_EXPECTED
            tcp.port in {}          | 14 | VALUE_EXPECTED
            tcp.port ==             | 12 | ENDS_TOO_EARLY
            tcp and                 | 8  | ENDS_TOO_EARLY
            (tcp                    | 5  | ENDS_TOO_EARLY
            tcp.port in {80         | 16 | ENDS_TOO_EARLY
            tcp udp                 | 5  | UNEXPECTED
            tcp)                    | 4  | UNEXPECTED
            tcp AND udp             | 5  | UNEXPECTED
            tcp.port = 80           | 10 | UNKNOWN_CHARACTER
            tcp.port == 80;         | 15 | UNKNOWN_CHARACTER
            tcp.port == http        | 13 | NOT_A_NUMBER
            tcp.port == -1          | 13 | NOT_A_NUMBER
            tcp.port == 0x          | 13 | NOT_A_NUMBER
            tcp.port == 089         | 13 | NOT_A_NUMBER
            tcp.port == 65536       | 13 | NUMBER_TOO_BIG
            tcp.flags.syn == yes    | 18 | NOT_A_TRUTH_VALUE
            ip.addr == 10.0.0       | 12 | NOT_AN_IPV4_ADDRESS
            ip.addr == 10.0.0.256   | 12 | NOT_AN_IPV4_ADDRESS
            ip.addr == localhost    | 12 | NOT_AN_IPV4_ADDRESS
            ip.addr == ::1          | 12 | NOT_AN_IPV4_ADDRESS
            ipv6.addr == 10.0.0.1   | 14 | NOT_AN_IPV6_ADDRESS
            ipv6.addr == 1:::2      | 14 | NOT_AN_IPV6_ADDRESS
            eth.addr == 02:00       | 13 | NOT_A_MAC_ADDRESS
            ip.addr == 10.0.0.0/33  | 21 | BAD_PREFIX
            ip.addr == 10.0.0.0/    | 21 | BAD_PREFIX
            tcp.port in {443..80}   | 14 | RANGE_BACKWARDS
            tcp == 1                | 5  | PROTOCOL_HAS_NO_VALUE
            ip in {10.0.0.1}        | 4  | PROTOCOL_HAS_NO_VALUE
            ip.addr & 1             | 1  | NOT_BITS
            tcp.srcport == tcp.dstport | 16 | FIELD_ON_THE_RIGHT
            tcp contains 1          | 5  | UNSUPPORTED_OPERATOR
            (tcp udp)               | 6  | PARENTHESIS_EXPECTED
            tcp.port in 80          | 13 | SET_EXPECTED
            tcp.port in {80 443}    | 17 | SET_NOT_CLOSED
            """)
    void saysWhatIsWrongAndWhere(String filter, int column, FilterProblem problem) {
        FilterException wrong = catchThrowableOfType(FilterException.class, () -> Filter.parse(filter));
        assertThat(wrong.problem()).isEqualTo(problem);
        assertThat(wrong.column()).isEqualTo(column);
        for (String language : new String[] {"en", "pt-BR"}) {
            assertThat(wrong.text(Locale.forLanguageTag(language)))
                    .contains(Integer.toString(column))
                    .doesNotContain("''", "{0}", "{1}", "{2}", "{3}");
        }
    }

    @Test
    void saysItInTheReadersLanguage() {
        FilterException wrong = catchThrowableOfType(FilterException.class, () -> Filter.parse("tcp.prt == 80"));
        assertThat(wrong.text(Locale.ENGLISH)).isEqualTo("Column 1: there is no field called \"tcp.prt\".");
        assertThat(wrong.text(Locale.forLanguageTag("pt-BR")))
                .isEqualTo("Coluna 1: não existe campo chamado \"tcp.prt\".");
        wrong = catchThrowableOfType(FilterException.class, () -> Filter.parse("tcp.port in 80"));
        assertThat(wrong.text(Locale.ENGLISH)).contains("{80, 443, 8000..8080}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "!", "not "})
    void boundsTheNesting(String opening) {
        FilterException wrong =
                catchThrowableOfType(FilterException.class, () -> Filter.parse(opening.repeat(100_000) + "tcp"));
        assertThat(wrong.problem()).isEqualTo(FilterProblem.TOO_DEEP);
    }

    @Test
    void anyTextIsEitherAFilterOrRefused() throws FilterException {
        String[] words = {
            "tcp",
            "ip.addr",
            "==",
            "!=",
            "(",
            ")",
            "{",
            "}",
            "..",
            ",",
            "and",
            "or",
            "not",
            "in",
            "80",
            "10.0.0.0/8",
            "tcp.flags.syn",
            "&",
            "::",
            "/",
            ".",
            "é",
            "\t",
            "tcp.port",
            "~",
            "contains",
            "=",
            "-1",
            "0x",
            "ipv6.addr"
        };
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(80);
        int understood = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = random.nextInt(1, 8); word > 0; word--) {
                text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
            }
            try {
                Filter.parse(text.toString()).matches(SYN);
                understood++;
            } catch (FilterException e) {
                assertThat(e.column()).isBetween(1, text.length() + 1);
            }
        }
        assertThat(understood).isPositive();
    }

    @Test
    void aSocketIsFilteredByItsEnds() throws FilterException {
        SocketSubject listener =
                new SocketSubject(Protocol.TCP, new Endpoint(Addresses.literal("127.0.0.1"), 65432), null);
        SocketSubject connected = new SocketSubject(
                Protocol.UDP,
                new Endpoint(Addresses.literal("::1"), 1000),
                new Endpoint(Addresses.literal("2001:db8::2"), 53));
        assertThat(Filter.parse("tcp.port == 65432").matches(listener)).isTrue();
        assertThat(Filter.parse("tcp.dstport == 65432").matches(listener)).isFalse();
        assertThat(Filter.parse("ip.addr == 127.0.0.0/8 and tcp and ip").matches(listener))
                .isTrue();
        assertThat(Filter.parse("udp or ipv6 or tcp.flags.syn").matches(listener))
                .isFalse();
        assertThat(Filter.parse("udp.dstport == 53 and ipv6.dst == 2001:db8::/32")
                        .matches(connected))
                .isTrue();
        assertThat(Filter.parse("udp.port != 53 or tcp or ip.addr == 0.0.0.0/0").matches(connected))
                .isFalse();
    }
}
