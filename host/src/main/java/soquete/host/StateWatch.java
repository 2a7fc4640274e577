package soquete.host;

import soquete.trace.StateSource;

/// State changes of the sockets of a scene, handed to the consumer it was opened with on a thread of its own.
public interface StateWatch extends AutoCloseable {

    /// How these states are known: KERNEL, or SAMPLED from the socket table.
    StateSource source();

    /// Changes that are known to have been lost; 0 says none was. Sampling cannot know and says 0.
    long lost();

    /// Takes what has happened until now, then stops. Returns when the last change has been handed over.
    @Override
    void close();
}
