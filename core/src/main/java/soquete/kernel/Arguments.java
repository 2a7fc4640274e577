package soquete.kernel;

/// The six words that a system call is given; those beyond its own number are 0.
public record Arguments(long first, long second, long third, long fourth, long fifth, long sixth) {

    /// A word that is not known.
    static final long UNKNOWN = -999_999_999_999_999_999L;

    public static Arguments of(long... words) {
        long[] six = new long[6];
        System.arraycopy(words, 0, six, 0, Math.min(words.length, 6));
        return new Arguments(six[0], six[1], six[2], six[3], six[4], six[5]);
    }

    /// The first word as the descriptor it is for most calls.
    int descriptor() {
        return (int) first;
    }
}
