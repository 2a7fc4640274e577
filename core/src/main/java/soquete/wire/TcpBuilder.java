package soquete.wire;

import java.util.List;

/// Writes a [TcpView]'s header, with its options padded to 32 bits, its data offset and checksum.
public final class TcpBuilder extends HeaderBuilder {
    private static final int MAX_OPTIONS = 40;

    private final int sourcePort;
    private final int destinationPort;
    private SeqNum sequence = new SeqNum(0);
    private SeqNum acknowledgment = new SeqNum(0);
    private int flags;
    private int window = 65535;
    private int urgentPointer;
    private List<TcpOption> options = List.of();

    public TcpBuilder(int sourcePort, int destinationPort) {
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    public TcpBuilder sequence(SeqNum number) {
        sequence = number;
        return this;
    }

    /// Sets ACK too.
    public TcpBuilder acknowledgment(SeqNum number) {
        acknowledgment = number;
        flags |= TcpView.ACK;
        return this;
    }

    /// Sets these bits besides those already set: `TcpView.SYN | TcpView.ECE`.
    public TcpBuilder flags(int bits) {
        flags |= bits & 0xFFF;
        return this;
    }

    public TcpBuilder window(int unscaled) {
        window = unscaled;
        return this;
    }

    /// Sets URG too.
    public TcpBuilder urgentPointer(int pointer) {
        urgentPointer = pointer;
        flags |= TcpView.URG;
        return this;
    }

    /// Up to 40 bytes of them.
    public TcpBuilder options(TcpOption... inOrder) {
        options = List.of(inOrder);
        if (optionsLength() > MAX_OPTIONS) {
            throw new IllegalArgumentException(optionsLength() + " bytes of options");
        }
        return this;
    }

    private int optionsLength() {
        return options.stream().mapToInt(TcpOption::length).sum();
    }

    @Override
    int length() {
        return TcpView.MIN_LENGTH + (optionsLength() + 3 & ~3);
    }

    @Override
    int ipProtocol() {
        return IpProtocol.TCP.value();
    }

    @Override
    void write(Place place) {
        int at = place.at();
        Bytes.put16(place.frame(), at, sourcePort);
        Bytes.put16(place.frame(), at + 2, destinationPort);
        Bytes.put32(place.frame(), at + 4, sequence.value());
        Bytes.put32(place.frame(), at + 8, acknowledgment.value());
        Bytes.put16(place.frame(), at + 12, (length() / 4) << 12 | flags);
        Bytes.put16(place.frame(), at + 14, window);
        Bytes.put16(place.frame(), at + 18, urgentPointer);
        int option = at + TcpView.MIN_LENGTH;
        for (TcpOption one : options) {
            one.write(place.frame(), option);
            option += one.length();
        }
    }

    @Override
    void finish(Place place) {
        int length = length() + place.content();
        long sum = Checksum.sum(place.frame(), place.at(), length);
        Bytes.put16(place.frame(), place.at() + 16, Checksum.fold(sum + place.pseudo(ipProtocol(), length)));
    }
}
