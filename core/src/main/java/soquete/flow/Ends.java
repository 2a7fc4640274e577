package soquete.flow;

import soquete.wire.TcpView;

/// What finding needs of a conversation: its two ends, and what relative sequence numbers count from.
/// It lies apart from what following changes, since two processors are at them at once.
final class Ends {
    final Flow flow;
    final boolean ipv6;
    private final long clientHigh;
    private final long clientLow;
    private final long serverHigh;
    private final long serverLow;
    private final char clientPort;
    private final char serverPort;
    /// What [Transport#descending] is in packets from the client.
    private final boolean clientDescending;

    /// The number of the conversation's last packet that was found.
    long lastPacket;

    private int clientBase;
    private int serverBase;
    private boolean clientBaseKnown;
    private boolean serverBaseKnown;

    /// @param fromClient who sent the first packet
    Ends(Flow flow, Transport first, boolean fromClient, long packet) {
        this.flow = flow;
        this.ipv6 = first.ipv6();
        this.clientDescending = first.descending == fromClient;
        this.clientHigh = fromClient ? first.sourceHigh() : first.destinationHigh();
        this.clientLow = fromClient ? first.sourceLow() : first.destinationLow();
        this.clientPort = (char) (fromClient ? first.sourcePort() : first.destinationPort());
        this.serverHigh = fromClient ? first.destinationHigh() : first.sourceHigh();
        this.serverLow = fromClient ? first.destinationLow() : first.sourceLow();
        this.serverPort = (char) (fromClient ? first.destinationPort() : first.sourcePort());
        this.lastPacket = packet;
    }

    boolean are(Transport transport) {
        if (transport.ipv6() != ipv6) {
            return false;
        }
        return fromClient(transport)
                ? clientLow == transport.sourceLow()
                        && serverLow == transport.destinationLow()
                        && clientPort == transport.sourcePort()
                        && serverPort == transport.destinationPort()
                        && clientHigh == transport.sourceHigh()
                        && serverHigh == transport.destinationHigh()
                : clientLow == transport.destinationLow()
                        && serverLow == transport.sourceLow()
                        && clientPort == transport.destinationPort()
                        && serverPort == transport.sourcePort()
                        && clientHigh == transport.destinationHigh()
                        && serverHigh == transport.sourceHigh();
    }

    boolean fromClient(Transport transport) {
        return transport.descending == clientDescending;
    }

    long addressHigh(boolean ofClient) {
        return ofClient ? clientHigh : serverHigh;
    }

    long addressLow(boolean ofClient) {
        return ofClient ? clientLow : serverLow;
    }

    int port(boolean ofClient) {
        return ofClient ? clientPort : serverPort;
    }

    boolean baseKnown(boolean ofClient) {
        return ofClient ? clientBaseKnown : serverBaseKnown;
    }

    int base(boolean ofClient) {
        return ofClient ? clientBase : serverBase;
    }

    void base(boolean ofClient, int sequence) {
        if (ofClient) {
            clientBase = sequence;
            clientBaseKnown = true;
        } else {
            serverBase = sequence;
            serverBaseKnown = true;
        }
    }

    /// Gives a segment its relative numbers. They count from the SYN; where it was not seen, the first number seen
    /// is 1.
    void relate(Transport segment) {
        int sequence = segment.sequence();
        int acknowledgment = segment.acknowledgment();
        if (segment.length() >= 0) {
            boolean fromClient = segment.fromClient;
            boolean acknowledges = segment.has(TcpView.ACK);
            if (!clientBaseKnown || !serverBaseKnown) {
                learn(segment, fromClient, acknowledges);
            }
            sequence -= fromClient ? clientBase : serverBase;
            if (acknowledges) {
                acknowledgment -= fromClient ? serverBase : clientBase;
            }
        }
        segment.relativeSequence = sequence;
        segment.relativeAcknowledgment = acknowledgment;
    }

    private void learn(Transport segment, boolean fromClient, boolean acknowledges) {
        if (!baseKnown(fromClient)) {
            base(fromClient, segment.has(TcpView.SYN) ? segment.sequence() : segment.sequence() - 1);
        }
        if (acknowledges && !baseKnown(!fromClient)) {
            base(!fromClient, segment.acknowledgment() - 1);
        }
    }
}
