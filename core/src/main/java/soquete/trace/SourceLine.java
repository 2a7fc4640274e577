package soquete.trace;

/// The line of source a call was made from. `method` is `Class.method`.
public record SourceLine(String file, int line, String method) {

    /// `EchoClient.java:14`.
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
