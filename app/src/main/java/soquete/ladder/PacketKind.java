package soquete.ladder;

/// What a packet's colour tells.
enum PacketKind {
    /// RST, or an ICMP message.
    BROKEN,
    /// Opens or closes: SYN, FIN.
    CONTROL,
    DATA,
    OTHER;

    static PacketKind of(Row row) {
        String label = row.text();
        if (label.contains("RST") || label.startsWith("ICMP")) {
            return BROKEN;
        }
        return label.contains("SYN") || label.contains("FIN") ? CONTROL : label.contains("len=") ? DATA : OTHER;
    }
}
