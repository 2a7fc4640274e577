package soquete.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Numbers are written as the JDK writes them.
class RowsTest {
    private static final int NUMBERS = 10_000;

    @Test
    void numbersHaveTheirDigits() throws IOException {
        for (long number : new long[] {0, 9, 10, 99, 1_000_000_000, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, -1}) {
            agrees(number);
        }
        Random random = new Random(9293);
        for (int i = 0; i < NUMBERS; i++) {
            agrees(random.nextLong() >>> random.nextInt(64));
        }
    }

    private static void agrees(long number) throws IOException {
        Rows rows = new Rows();
        rows.decimal(number);
        assertThat(text(rows)).isEqualTo(Long.toUnsignedString(number));
        rows.clear();
        rows.seconds(number);
        assertThat(text(rows)).isEqualTo(BigDecimal.valueOf(number, 9).toPlainString());
        for (int width : new int[] {8, 9, 11, 14}) {
            rows.clear();
            rows.right(number, width);
            assertThat(text(rows)).isEqualTo(right(Long.toUnsignedString(number), width));
            rows.clear();
            rows.rightMicros(number, width);
            assertThat(text(rows)).isEqualTo(right(micros(number), width));
        }
    }

    /// Cut after six digits; what is less than a microsecond before 0 keeps its sign.
    private static String micros(long nanos) {
        String nine = BigDecimal.valueOf(nanos, 9).toPlainString();
        return nine.substring(0, nine.length() - 3);
    }

    private static String right(String number, int width) {
        return " ".repeat(Math.max(1, width - number.length())) + number;
    }

    private static String text(Rows rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        rows.writeTo(out);
        return out.toString();
    }
}
