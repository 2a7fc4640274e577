package soquete.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import soquete.wire.Layers;

/// Which packets or sockets are meant, in Wireshark's display-filter language: `tcp.port == 65432 and ip.addr ==
/// 10.0.0.0/8`. Never changes; several threads may use one.
///
/// A field of several values (`tcp.port`, `ip.addr`) is equal when any of them is, and different (`!=`)
/// when all of them are, as in Wireshark 4. A field alone asks whether it is there: `tcp.flags.syn` holds
/// for every segment, `tcp.flags.syn == 1` for a SYN.
public final class Filter {
    private final String text;
    private final Condition condition;
    private final Set<Field> fields;

    private Filter(String text, Condition condition, Set<Field> fields) {
        this.text = text;
        this.condition = condition;
        this.fields = Collections.unmodifiableSet(fields);
    }

    /// An empty `text` means everything.
    public static Filter parse(String text) throws FilterException {
        FilterParser parser = new FilterParser(Token.of(text));
        Condition condition = parser.filter();
        return new Filter(text, condition, parser.fields());
    }

    /// Whether it lets everything pass without looking.
    public boolean everything() {
        return condition instanceof Condition.Everything;
    }

    /// The fields that stand in it; none in a filter that means everything.
    public Set<Field> fields() {
        return fields;
    }

    /// The single values that fields are asked to have, as in `ip.addr == 192.0.2.1`, those under a `not` left out.
    public List<Asked> asked() {
        List<Asked> found = new ArrayList<>();
        ask(condition, found);
        return found;
    }

    private static void ask(Condition at, List<Asked> found) {
        switch (at) {
            case Condition.And(var left, var right) -> {
                ask(left, found);
                ask(right, found);
            }
            case Condition.Or(var left, var right) -> {
                ask(left, found);
                ask(right, found);
            }
            case Condition.Comparison equal
            when equal.operator() == Condition.Operator.ANY_EQUAL
                    || equal.operator() == Condition.Operator.ALL_EQUAL -> {
                for (ValueRange range : equal.ranges()) {
                    if (range.firstHigh() == range.lastHigh() && range.firstLow() == range.lastLow()) {
                        found.add(new Asked(equal.field(), range.firstHigh(), range.firstLow()));
                    }
                }
            }
            case Condition.Comparison other -> {}
            case Condition.Everything all -> {}
            case Condition.Exists there -> {}
            case Condition.AnyBit bits -> {}
            case Condition.Not not -> {}
        }
    }

    /// A field and the value it is asked to have, 128 bits as [FieldValues] has it.
    public record Asked(Field field, long high, long low) {}

    public boolean matches(FilterSubject subject) {
        return condition.holds(subject);
    }

    /// For one packet; for many, one [PacketSubject] serves all.
    public boolean matches(Layers layers) {
        return condition.holds(new PacketSubject(layers));
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
