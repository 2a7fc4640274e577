package soquete.serve;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import soquete.text.Messages;

/// Why it did not work, in one sentence that says what to do.
final class Fault {

    private Fault() {}

    static String binding(Messages texts, InetSocketAddress address, IOException e) {
        String host = address.getHostString();
        String port = String.valueOf(address.getPort());
        if (e instanceof UnknownHostException) {
            return naming(texts, host, e);
        }
        if (!isOurs(address.getAddress())) {
            return texts.text("fault.not.ours", host);
        }
        if (says(e, "permission denied", "permissão negada")) {
            return texts.text("fault.privileged", port);
        }
        return e instanceof BindException
                ? texts.text("fault.in.use", port)
                : texts.text("fault.other", host, port, String.valueOf(e.getMessage()));
    }

    static String naming(Messages texts, String host, IOException e) {
        if (says(e, "no address associated", "nenhum endereço associado")) {
            return texts.text("fault.no.address", host);
        }
        return texts.text(
                says(e, "temporary failure", "falha temporária") ? "fault.name.service" : "fault.no.host", host);
    }

    static String talking(Messages texts, InetSocketAddress address, IOException e) {
        String host = address.getHostString();
        String port = String.valueOf(address.getPort());
        return switch (e) {
            case UnknownHostException unknown -> naming(texts, host, unknown);
            case SocketTimeoutException timeout -> texts.text("fault.timeout", host, port);
            case PortUnreachableException unreachable -> texts.text("fault.refused.udp", host, port);
            case NoRouteToHostException noRoute -> texts.text("fault.unreachable", host);
            case ConnectException refused
            when says(e, "timed out", "tempo esgotado") -> texts.text("fault.timeout", host, port);
            case ConnectException refused
            when says(e, "refused", "recusada") -> texts.text("fault.refused", host, port);
            case SocketException reset
            when says(e, "connection reset", "broken pipe") -> texts.text("fault.reset", host, port);
            case SocketException network
            when says(e, "network is unreachable", "rede") -> texts.text("fault.unreachable", host);
            default -> texts.text("fault.other", host, port, String.valueOf(e.getMessage()));
        };
    }

    /// glibc writes its sentences in the user's language.
    private static boolean says(IOException e, String... pieces) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        for (String piece : pieces) {
            if (message.contains(piece)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // not known: the other sentences are likelier
        }
    }
}
