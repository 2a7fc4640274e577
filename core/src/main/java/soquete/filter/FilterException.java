package soquete.filter;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// A filter that cannot be understood, and the column where it goes wrong. Its text is in the reader's language: see
/// [#text(Locale)].
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1;

    private final FilterProblem problem;
    private final int column;
    private final transient List<Object> args;

    FilterException(FilterProblem problem, int column, Object... args) {
        super(problem + " at column " + column);
        this.problem = problem;
        this.column = column;
        this.args = List.of(args);
    }

    public FilterProblem problem() {
        return problem;
    }

    /// From 1; one more than the filter's length when it ends too early.
    public int column() {
        return column;
    }

    /// What the problem's text takes after the column.
    public List<Object> args() {
        return args;
    }

    /// The key of its text in the bundle `soquete/filter/filter`: `UNKNOWN_FIELD`.
    public String key() {
        return problem.name();
    }

    /// One sentence in that language.
    public String text(Locale locale) {
        ResourceBundle texts = ResourceBundle.getBundle(
                "soquete.filter.filter",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        Object[] all = new Object[args.size() + 1];
        all[0] = column;
        for (int i = 0; i < args.size(); i++) {
            all[i + 1] = args.get(i);
        }
        return new MessageFormat(texts.getString(key()), locale).format(all);
    }
}
