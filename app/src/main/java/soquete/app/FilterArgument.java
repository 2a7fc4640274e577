package soquete.app;

import java.util.List;
import java.util.Locale;
import soquete.filter.Filter;
import soquete.filter.FilterException;

/// The filter of a command line: its words, joined by spaces, so that it need not be quoted.
final class FilterArgument {

    private FilterArgument() {}

    /// Empty words give the filter that everything passes.
    static Filter parse(List<String> words) throws Failure {
        String text = String.join(" ", words);
        try {
            return Filter.parse(text);
        } catch (FilterException e) {
            String pointer = "\n  " + text + "\n  " + " ".repeat(e.column() - 1) + "^";
            throw Failure.wrongUse("error.filter", e.text(Locale.getDefault()) + pointer);
        }
    }
}
