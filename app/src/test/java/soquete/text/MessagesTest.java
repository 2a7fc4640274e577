package soquete.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.MissingResourceException;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Locale BRAZIL = Locale.of("pt", "BR");

    @Test
    void eachReaderGetsTheirLanguageAndEveryOtherReaderEnglish() {
        Locale before = Locale.getDefault();
        Locale.setDefault(BRAZIL);
        try {
            assertThat(Messages.of("soquete.serve.serve", BRAZIL).text("bound", "x"))
                    .isEqualTo("Vinculado a x.");
            assertThat(Messages.of("soquete.serve.serve", Locale.JAPAN).text("bound", "x"))
                    .isEqualTo("Bound to x.");
            assertThat(Messages.of("soquete.serve.serve", Locale.US).text("received", 7, 1024))
                    .isEqualTo("[7] Received 1,024 bytes.");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aSentenceThatIsMissingIsABug() {
        Messages texts = Messages.of("soquete.serve.serve", Locale.US);

        assertThatThrownBy(() -> texts.text("no.such.key")).isInstanceOf(MissingResourceException.class);
        assertThatThrownBy(() -> Messages.of("soquete.no.bundle", Locale.US))
                .isInstanceOf(MissingResourceException.class);
    }
}
