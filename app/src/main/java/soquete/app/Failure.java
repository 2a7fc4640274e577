package soquete.app;

import java.io.Serial;
import java.util.List;

/// Something outside the program that a command cannot go on without; `key` names its sentence in the bundle.
final class Failure extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient List<Object> arguments;

    private final int exitCode;

    private Failure(int exitCode, String key, Object... arguments) {
        super(key + " " + List.of(arguments));
        this.exitCode = exitCode;
        this.key = key;
        this.arguments = List.of(arguments);
    }

    Failure(String key, Object... arguments) {
        this(Failures.FAILED, key, arguments);
    }

    /// What the user wrote is wrong, not the machine.
    static Failure wrongUse(String key, Object... arguments) {
        return new Failure(Failures.WRONG_USE, key, arguments);
    }

    int exitCode() {
        return exitCode;
    }

    String key() {
        return key;
    }

    List<Object> arguments() {
        return arguments;
    }
}
