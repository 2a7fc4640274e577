package soquete.agent;

/// The name of the system's error behind a Java exception, where the exception lets it be known.
///
/// The JDK keeps the system's sentence and not its number. On Linux the sentence is in the user's language, so the
/// exception's class decides first, and glibc's sentences are known in English and in Portuguese.
final class Errno {

    /// A piece of the system's sentence, in lower case, and the error it names.
    private static final String[][] SENTENCES = {
        {"connection refused", "ECONNREFUSED"},
        {"conexão recusada", "ECONNREFUSED"},
        {"connection timed out", "ETIMEDOUT"},
        {"tempo esgotado para conexão", "ETIMEDOUT"},
        {"connection reset", "ECONNRESET"},
        {"conexão fechada pela outra ponta", "ECONNRESET"},
        {"broken pipe", "EPIPE"},
        {"pipe quebrado", "EPIPE"},
        {"address already in use", "EADDRINUSE"},
        {"endereço já em uso", "EADDRINUSE"},
        {"cannot assign requested address", "EADDRNOTAVAIL"},
        {"permission denied", "EACCES"},
        {"permissão negada", "EACCES"},
        {"operation not permitted", "EPERM"},
        {"no route to host", "EHOSTUNREACH"},
        {"host is unreachable", "EHOSTUNREACH"},
        {"network is unreachable", "ENETUNREACH"},
        {"a rede está fora de alcance", "ENETUNREACH"},
        {"network is down", "ENETDOWN"},
        {"message too long", "EMSGSIZE"},
        {"too many open files", "EMFILE"},
        {"no buffer space available", "ENOBUFS"},
        {"software caused connection abort", "ECONNABORTED"},
        {"transport endpoint is not connected", "ENOTCONN"},
        {"invalid argument", "EINVAL"},
        {"protocol not available", "ENOPROTOOPT"},
    };

    private Errno() {}

    /// `ECONNREFUSED`, or the exception's class where the error is not known: `SocketTimeoutException`.
    static String of(Throwable exception) {
        String type = simpleName(exception.getClass());
        switch (type) {
            case "PortUnreachableException" -> {
                return "ECONNREFUSED";
            }
            case "NoRouteToHostException" -> {
                return "EHOSTUNREACH";
            }
            case "ConnectException", "BindException", "SocketException", "IOException", "SocketOptionException" -> {
                return bySentence(message(exception), type);
            }
            default -> {
                return type;
            }
        }
    }

    private static String bySentence(String sentence, String otherwise) {
        for (String[] known : SENTENCES) {
            if (startsWith(sentence, known[0])) {
                return known[1];
            }
        }
        return otherwise;
    }

    private static boolean startsWith(String sentence, String piece) {
        return sentence.regionMatches(true, 0, piece, 0, piece.length());
    }

    /// The message of an exception of the JDK. One of the program's own classes would run the program's code.
    static String message(Throwable exception) {
        if (exception.getClass().getClassLoader() != null) {
            return "";
        }
        String message = exception.getMessage();
        return message == null ? "" : message;
    }

    private static String simpleName(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
