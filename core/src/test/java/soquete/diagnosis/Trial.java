package soquete.diagnosis;

import static soquete.Script.CLIENT;
import static soquete.Script.SERVER;
import static soquete.Script.did;

import java.util.List;
import java.util.stream.Collectors;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Loss;
import soquete.trace.Recording;
import soquete.trace.SourceLine;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// What recordings of faults have in common: times in milliseconds, a server's socket 1 and accepted socket 2, a
/// client's socket 9.
final class Trial {
    static final long MS = 1_000_000;
    static final Endpoint C = Talk.CLIENT;
    static final Endpoint S = Talk.SERVER;
    static final Endpoint C2 = client(2);

    private Trial() {}

    static Endpoint client(int number) {
        return new Endpoint(C.address(), C.port() + 100 + number);
    }

    static Endpoint endpoint(String address, int port) {
        return new Endpoint(Addresses.literal(address), port);
    }

    /// The server listens from 100 ns on; lines 10 and 11.
    static Script listening() {
        return new Script().listener(S);
    }

    /// The handshake from 1 ms on.
    static Talk opened() {
        return Talk.begin().at(MS).handshake();
    }

    /// The client connects and the server accepts at once; lines 12 and 13.
    static Script connected(Script script) {
        return script.call(SERVER, 1, 500, MS + 5_000, did(CallName.ACCEPT, 2), S, C)
                .call(CLIENT, 9, MS - 100, MS + 3_000, new Did(CallName.CONNECT, S.toString(), 0), C, S);
    }

    static Diagnosis of(Script script) {
        return Diagnosis.of(Timeline.of(script.recording()));
    }

    /// The same, but that many calls were lost.
    static Diagnosis losing(Script script, long calls) {
        Recording whole = script.recording();
        return Diagnosis.of(Timeline.of(new Recording(
                whole.name(),
                whole.realtimeOffsetNanos(),
                whole.programs(),
                whole.calls(),
                whole.packets(),
                whole.stateChanges(),
                whole.socketRows(),
                List.of(new Loss("kernel-events", calls)),
                List.of())));
    }

    /// `key@call:line` of each kind, the worst first.
    static String faults(Diagnosis diagnosis) {
        return diagnosis.groups().stream()
                .map(g -> g.worst().key() + at(g.worst()))
                .collect(Collectors.joining(" "));
    }

    private static String at(Fault fault) {
        Call look = fault.look();
        SourceLine line = look == null ? null : look.source();
        return look == null || line == null ? "" : "@" + look.name() + ":" + line.line();
    }
}
