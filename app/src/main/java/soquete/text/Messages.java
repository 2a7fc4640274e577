package soquete.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

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
        // without this the machine's own language would come before English for a reader of a third language
        Control noFallback = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
        return new Messages(ResourceBundle.getBundle(bundle, locale, noFallback), locale);
    }

    /// @throws MissingResourceException when the bundle has no such key
    public String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    public Locale locale() {
        return locale;
    }
}
