package soquete.text;

import java.util.Locale;

/// The language everything is said in: `--lang`, else the environment's, else the system's. Portuguese or English.
public final class Language {

    public static final Locale PORTUGUESE = Locale.of("pt", "BR");
    public static final Locale ENGLISH = Locale.ENGLISH;

    private Language() {}

    /// Looks at the command's own words first, since even a complaint about them needs a language.
    public static Locale of(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--lang=")) {
                return named(args[i].substring("--lang=".length()));
            }
            if (args[i].equals("--lang") && i + 1 < args.length) {
                return named(args[i + 1]);
            }
        }
        for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                return named(value);
            }
        }
        return named(Locale.getDefault().getLanguage());
    }

    /// Whether `name` is one of the two: `pt`, `en`, or a region of theirs.
    public static boolean isSpoken(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("pt") || lower.startsWith("en");
    }

    private static Locale named(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("pt") ? PORTUGUESE : ENGLISH;
    }
}
