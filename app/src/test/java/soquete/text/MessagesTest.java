package soquete.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"soquete.serve.serve", "soquete.serve.connect"})
    void bothLanguagesSayTheSameThings(String name) {
        ResourceBundle english = ResourceBundle.getBundle(name, Locale.ROOT);
        ResourceBundle portuguese = ResourceBundle.getBundle(name, BRAZIL);

        assertThat(portuguese.getLocale()).isEqualTo(BRAZIL);
        assertThat(portuguese.keySet()).isEqualTo(english.keySet());
        for (String key : english.keySet()) {
            assertThat(portuguese.getString(key)).as(key).isNotBlank().isNotEqualTo(english.getString(key));
            if (!key.startsWith("option.") && !key.startsWith("usage.")) {
                assertThat(arguments(portuguese.getString(key))).as(key).isEqualTo(arguments(english.getString(key)));
            }
        }
    }

    /// How many arguments a pattern takes; a single apostrophe would hide some.
    private static int arguments(String pattern) {
        assertThat(pattern.replace("''", "")).doesNotContain("'");
        return new MessageFormat(pattern, Locale.ROOT).getFormatsByArgumentIndex().length;
    }
}
