package soquete.app;

import java.io.Serial;
import java.util.List;

/// Something outside the program that a command cannot go on without; `key` names its sentence in the bundle.
final class Failure extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient List<Object> arguments;

    Failure(String key, Object... arguments) {
        super(key + " " + List.of(arguments));
        this.key = key;
        this.arguments = List.of(arguments);
    }

    String key() {
        return key;
    }

    List<Object> arguments() {
        return arguments;
    }
}
