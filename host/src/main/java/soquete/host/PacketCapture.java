package soquete.host;

/// Packets of one interface of one host, each once, being handed to the consumer it was opened with on a thread of its
/// own.
public interface PacketCapture extends AutoCloseable {

    String interfaceName();

    /// Packets the kernel dropped since the start because they were not taken in time.
    long dropped();

    /// From here on packets are only counted, among those dropped.
    void rest();

    /// Takes what has arrived until now, then stops. Returns when the last packet has been handed over.
    @Override
    void close();
}
