package soquete.diagnosis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SourceLine;

/// What single calls say.
final class Calls {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    private Calls() {}

    static boolean succeeded(Call call) {
        Outcome outcome = call.outcome();
        return outcome != null && outcome.error() == null;
    }

    /// The error's name; empty for a call that did not fail.
    static String error(Call call) {
        Outcome outcome = call.outcome();
        String error = outcome == null ? null : outcome.error();
        return error == null ? "" : error;
    }

    /// Whether it gave up because there was nothing to be had: at once, or after a time limit.
    static boolean foundNothing(Call call) {
        return switch (error(call)) {
            case "EAGAIN", "EWOULDBLOCK", "ETIMEDOUT", "SocketTimeoutException" -> true;
            default -> false;
        };
    }

    /// The first number among its arguments: bytes asked for, the backlog. −1 where there is none.
    static long number(Call call) {
        Matcher matcher = NUMBER.matcher(call.arguments());
        return matcher.find() ? Long.parseLong(matcher.group()) : -1;
    }

    /// How many bytes a receive had room for; −1 where the call does not say.
    static long room(Call call) {
        return switch (call.name()) {
            case RECV, RECVFROM, READ -> number(call);
            default -> -1;
        };
    }

    /// Whether it is a poll of one descriptor alone, as programs make it that have a time limit.
    static boolean waitsForOne(Call call) {
        return call.name() == CallName.POLL
                && (call.arguments().equals("nfds=1") || call.arguments().startsWith("nfds=1,"));
    }

    /// Whether it takes what it receives out of the socket: not a look at what is there, nor at an error.
    static boolean takes(Call call) {
        return call.name().receives()
                && !call.arguments().contains("MSG_PEEK")
                && !call.arguments().contains("MSG_ERRQUEUE");
    }

    /// How many datagrams it received.
    static long datagrams(Call call) {
        Outcome outcome = call.outcome();
        if (outcome == null || outcome.error() != null || !takes(call)) {
            return 0;
        }
        return call.name() == CallName.RECVMMSG ? outcome.result() : 1;
    }

    /// Whether it ends what the program sends on the socket. A close that leaves other descriptors of it does not.
    static boolean ends(Call call) {
        return call.closesSocket()
                || call.name() == CallName.SHUTDOWN && !call.arguments().equals("SHUT_RD");
    }

    /// `accept (server.py:12)`, or `accept` where the line is not known.
    static String at(@Nullable Call call) {
        if (call == null) {
            return "";
        }
        SourceLine line = call.source();
        return line == null ? call.name().toString() : call.name() + " (" + line + ")";
    }
}
