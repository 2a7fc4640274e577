package soquete;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.CapturedPacket;
import soquete.trace.Loss;
import soquete.trace.Outcome;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.SocketRow;
import soquete.trace.SourceLine;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// Writes down what three observers would have seen: calls of a server (program 1) and a client (program 2), the
/// kernel's states, and packets.
public final class Script {
    public static final int SERVER = 1;
    public static final int CLIENT = 2;

    private final List<Call> calls = new ArrayList<>();
    private final List<StateChange> states = new ArrayList<>();
    private final List<SocketRow> rows = new ArrayList<>();
    private final List<CapturedPacket> packets = new ArrayList<>();
    private long nextId = 1;
    private int thread;
    private int line;

    /// A call whose outcome is a result, or an error's name.
    public record Did(CallName name, String arguments, Object outcome) {}

    public static Did did(CallName name, Object outcome) {
        return new Did(name, "", outcome);
    }

    public Script call(int program, long socket, long begin, long end, Did did, Endpoint... localThenPeer) {
        Outcome outcome = end == Call.NOT_RETURNED
                ? null
                : did.outcome() instanceof String error
                        ? Outcome.failure(error, "it failed")
                        : Outcome.success(((Number) did.outcome()).longValue());
        calls.add(new Call(
                program,
                nextId++,
                thread == 0 ? "main" : "worker",
                100 + program + thread,
                did.name(),
                did.arguments(),
                new SourceLine(
                        program == SERVER ? "Server.java" : "Client.java",
                        line == 0 ? 10 + calls.size() : line,
                        "Main.main"),
                begin,
                end,
                outcome,
                socket,
                localThenPeer.length > 0 ? localThenPeer[0] : null,
                localThenPeer.length > 1 ? localThenPeer[1] : null));
        return this;
    }

    /// The calls that follow are made by that thread of their program; 0 is its first one.
    public Script thread(int number) {
        thread = 10 * number;
        return this;
    }

    /// The calls that follow stand all at that line; at 0 each has its own again.
    public Script line(int number) {
        line = number;
        return this;
    }

    public Script state(long nanos, long socket, Endpoint local, @Nullable Endpoint peer, TcpState from, TcpState to) {
        states.add(new StateChange(nanos, socket, local, peer, from, to, StateSource.KERNEL));
        return this;
    }

    public Script sampled(long nanos, long socket, Endpoint local, Endpoint peer, TcpState to) {
        states.add(new StateChange(nanos, socket, local, peer, null, to, StateSource.SAMPLED));
        return this;
    }

    public Script row(long nanos, Endpoint local, Endpoint peer, TcpState state, long expiresMillis) {
        rows.add(new SocketRow(nanos, SocketRow.Protocol.TCP, state, local, peer, 0, 0, expiresMillis, 77, 0, 1000, 0));
        return this;
    }

    public Script row(SocketRow row) {
        rows.add(row);
        return this;
    }

    public Script packets(Talk talk) {
        packets.addAll(talk.packets());
        return this;
    }

    /// The server's socket 1 listens from 100 on.
    public Script listener(Endpoint local) {
        return listener(1, 100, local);
    }

    public Script listener(long socket, long nanos, Endpoint local) {
        return call(SERVER, socket, nanos, nanos + 10, new Did(CallName.BIND, local.toString(), 0), local)
                .call(SERVER, socket, nanos + 20, nanos + 30, new Did(CallName.LISTEN, "backlog 5", 0), local);
    }

    public Recording recording() {
        return new Recording(
                "test",
                1_000_000_000_000L,
                List.of(
                        new Program(SERVER, "server", "Server", "machine", 10),
                        new Program(CLIENT, "client", "Client", "machine", 11)),
                calls.stream()
                        .sorted((a, b) -> Long.compare(a.beginNanos(), b.beginNanos()))
                        .toList(),
                packets,
                states.stream()
                        .sorted((a, b) -> Long.compare(a.timeNanos(), b.timeNanos()))
                        .toList(),
                rows,
                List.of(new Loss("packets lo", 3), new Loss("calls Server", 0)),
                List.of("uprobes"));
    }
}
