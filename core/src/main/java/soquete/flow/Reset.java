package soquete.flow;

/// The first RST of one end of a connection, and what stood open when it was sent.
///
/// @param packet its number, from 1
/// @param facts  bits of this class
public record Reset(long packet, int facts) {
    /// A program's close or abort sends RST and ACK; a kernel that knows no such connection answers a segment that has
    /// an ACK with a RST alone (RFC 9293 §3.10.7.1).
    public static final int WITH_ACK = 1;

    public static final int AFTER_OWN_FIN = 2;
    public static final int AFTER_OTHERS_FIN = 4;
    public static final int OWN_UNACKNOWLEDGED = 8;
    public static final int OTHERS_UNACKNOWLEDGED = 16;
    /// The other end's text was the last, and this end said nothing more.
    public static final int OTHER_SPOKE_LAST = 32;

    /// The other end sent text after this end's FIN.
    public static final int OTHER_SPOKE_AFTER_FIN = 64;

    public boolean is(int fact) {
        return (facts & fact) != 0;
    }
}
