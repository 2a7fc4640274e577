package soquete.finding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import soquete.flow.AnalysisFlag;
import soquete.flow.Direction;
import soquete.flow.Reset;
import soquete.flow.TcpFlow;
import soquete.tcp.RetransmissionKind;

/// One TCP connection before the rules: what they ask of it, and where they put what they find.
record TcpCase(TcpFlow flow, Survey survey, Findings found) {

    /// A capture goes on for so long after the last packet of a connection that nothing more is expected.
    static final long OVER_NANOS = 1_000_000_000;

    Direction client() {
        return flow.direction(true);
    }

    Direction server() {
        return flow.direction(false);
    }

    long packets(boolean ofClient) {
        return ofClient ? flow.clientPackets() : flow.serverPackets();
    }

    int count(AnalysisFlag flag) {
        return flow.count(flag, true) + flow.count(flag, false);
    }

    int resent(RetransmissionKind kind, boolean ofClient) {
        return flow.retransmissions(kind, ofClient);
    }

    /// Segments of that end which carried text again, openings left out.
    int resentText(boolean ofClient) {
        int again = flow.count(AnalysisFlag.RETRANSMISSION, ofClient)
                + flow.count(AnalysisFlag.FAST_RETRANSMISSION, ofClient);
        return Math.max(0, again - Math.max(0, flow.direction(ofClient).syns() - 1));
    }

    boolean saw(int bits) {
        return (flow.completeness() & bits) == bits;
    }

    boolean opened() {
        return saw(TcpFlow.SAW_SYN | TcpFlow.SAW_SYN_ACK);
    }

    /// Both directions are in the capture.
    boolean bothSeen() {
        return flow.clientPackets() > 0 && flow.serverPackets() > 0;
    }

    /// For how long the capture goes on after that time.
    long quietSince(long time) {
        return survey.lastTime() - time;
    }

    boolean over() {
        return quietSince(flow.lastTime()) >= OVER_NANOS;
    }

    boolean resetBy(boolean ofClient, int facts) {
        Reset reset = flow.reset(ofClient);
        return reset != null && (reset.facts() & facts) == facts;
    }

    /// The first argument of every text is which end is spoken of (1 the client, 0 the server), the second and third
    /// are that end and the other.
    List<Object> about(boolean ofClient, Object... more) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(ofClient ? 1 : 0);
        arguments.add((ofClient ? flow.client() : flow.server()).toString());
        arguments.add((ofClient ? flow.server() : flow.client()).toString());
        arguments.addAll(List.of(more));
        return arguments;
    }

    static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }

    void add(String key, Severity severity, long harm, List<Long> packets, List<Object> arguments) {
        found.add(new Finding(key, severity, harm, flow, packets, arguments));
    }
}
