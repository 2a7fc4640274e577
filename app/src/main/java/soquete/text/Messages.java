package soquete.text;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import org.jspecify.annotations.Nullable;

/// The sentences of one bundle in one language. Patterns are those of [MessageFormat]: `{0}`, and an apostrophe is
/// written twice. Numbers are grouped as the language does, so a port or a process id is passed as text.
public final class Messages {

    private final ResourceBundle bundle;
    private final Locale locale;

    private Messages(ResourceBundle bundle, Locale locale) {
        this.bundle = bundle;
        this.locale = locale;
    }

    /// @param bundle `soquete.serve.serve`; its root is English, and is what every other language falls back on
    /// @throws MissingResourceException when there is no such bundle
    public static Messages of(String bundle, Locale locale) {
        return new Messages(bundle(bundle, locale), locale);
    }

    /// The texts as they stand there, for who takes a bundle.
    ///
    /// @throws MissingResourceException when there is no such bundle
    public static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle(name, locale, new OnlyExisting());
    }

    /// Has another thread read a bundle that will be asked for; the JDK keeps it until then.
    public static void readAhead(String bundle, Locale locale) {
        Thread.ofPlatform().daemon().name("texts").start(() -> bundle(bundle, locale));
    }

    /// @throws MissingResourceException when the bundle has no such key
    public String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    public Locale locale() {
        return locale;
    }

    /// Looks only for what there is: a file for Portuguese and the root, which is English. To look for what is not
    /// there, a class among it, the JVM opens every library.
    private static final class OnlyExisting extends Control {
        @Override
        public List<String> getFormats(String bundle) {
            return FORMAT_PROPERTIES;
        }

        @Override
        public List<Locale> getCandidateLocales(String bundle, Locale locale) {
            return locale.equals(Language.PORTUGUESE) ? List.of(locale, Locale.ROOT) : List.of(Locale.ROOT);
        }

        @Override
        public @Nullable Locale getFallbackLocale(String bundle, Locale locale) {
            return null; // the machine's own language does not come before English for a reader of a third one
        }
    }
}
