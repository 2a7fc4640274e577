package soquete.lab;

import java.io.Serial;
import java.util.List;

/// A scene that could not be played; the message bundle holds `failure.KEY`.
public final class SceneFailure extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient List<Object> arguments;

    public SceneFailure(String key, Object... arguments) {
        super(key + " " + List.of(arguments));
        this.key = key;
        this.arguments = List.of(arguments);
    }

    public String key() {
        return key;
    }

    public List<Object> arguments() {
        return arguments;
    }
}
