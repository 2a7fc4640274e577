package soquete.app;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time on the command line: `500ms`, `10s`, `2m`.
final class DurationArgument {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private DurationArgument() {}

    static Duration parse(String text) throws Failure {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Failure("error.bad-duration", text);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
