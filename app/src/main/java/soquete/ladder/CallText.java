package soquete.ladder;

import soquete.trace.Call;
import soquete.trace.Outcome;

/// A call in print: its line, its arguments, what it gave back.
public final class CallText {

    private CallText() {}

    /// `EchoClient.java:14`; empty when the line is not known.
    static String source(Call call) {
        return call.source() == null ? "" : call.source().toString();
    }

    /// `recv(1024)`.
    public static String called(Call call) {
        return call.name() + "(" + call.arguments() + ")";
    }

    /// `12`, the accepted peer, `−1 ECONNREFUSED`; empty for a call that has not returned.
    public static String result(Call call) {
        Outcome outcome = call.outcome();
        if (outcome == null) {
            return "";
        }
        if (outcome.error() != null) {
            return "−1 " + outcome.error();
        }
        if (call.name().transfers()) {
            return outcome.result() < 0 ? "" : String.valueOf(outcome.result());
        }
        return switch (call.name()) {
            case POLL -> String.valueOf(outcome.result());
            case ACCEPT -> call.peer() == null ? "" : call.peer().toString();
            case SOCKET -> ""; // the descriptor is not known
            default -> "0";
        };
    }

    /// ` = 12`; ` …` for a call that has not returned.
    public static String returned(Call call) {
        String result = result(call);
        return call.outcome() == null ? " …" : result.isEmpty() ? "" : " = " + result;
    }
}
