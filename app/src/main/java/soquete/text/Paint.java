package soquete.text;

/// What a colour means. The same meaning has the same colour everywhere.
public enum Paint {
    NONE(""),
    /// Of least weight: numbers, times, lines.
    QUIET("2"),
    HEADING("1"),
    CLIENT("36"),
    SERVER("35"),
    /// A state just entered.
    STATE("1;32"),
    /// Opens or closes a connection: SYN, FIN.
    CONTROL("33"),
    DATA("1"),
    /// Broke off or failed: RST, an error.
    ERROR("1;31");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    /// What begins this colour on a terminal.
    public String begin() {
        return "\u001b[" + code + "m";
    }

    /// The SGR parameters of ECMA-48.
    String code() {
        return code;
    }
}
