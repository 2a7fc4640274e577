package soquete.filter;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.filter.Condition.Comparison;
import soquete.filter.Condition.Operator;

/// Reads a filter by recursive descent.
///
/// ```
/// filter     = [ either ]
/// either     = both { ( "or" | "||" ) both }
/// both       = not { ( "and" | "&&" ) not }
/// not        = ( "not" | "!" ) not | "(" either ")" | test
/// test       = field [ "&" number ] [ operator value | [ "not" ] "in" set ]
/// set        = "{" value [ ".." value ] { "," value [ ".." value ] } "}"
/// ```
final class FilterParser {
    /// How deep parentheses and negations may be nested.
    static final int MAX_DEPTH = 100;

    private final List<Token> tokens;
    private final Set<Field> fields = EnumSet.noneOf(Field.class);
    private int next;
    private int depth;

    FilterParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Condition filter() throws FilterException {
        if (peek().kind() == Token.Kind.END) {
            return new Condition.Everything();
        }
        Condition condition = either();
        if (peek().kind() != Token.Kind.END) {
            throw wrong(FilterProblem.UNEXPECTED);
        }
        return condition;
    }

    private Condition either() throws FilterException {
        Condition condition = both();
        while (take("or") || take("||")) {
            condition = new Condition.Or(condition, both());
        }
        return condition;
    }

    private Condition both() throws FilterException {
        Condition condition = not();
        while (take("and") || take("&&")) {
            condition = new Condition.And(condition, not());
        }
        return condition;
    }

    private Condition not() throws FilterException {
        if (depth == MAX_DEPTH) {
            throw new FilterException(FilterProblem.TOO_DEEP, peek().column(), MAX_DEPTH);
        }
        depth++;
        Condition condition;
        if (take("not") || take("!")) {
            condition = new Condition.Not(not());
        } else if (take("(")) {
            condition = either();
            if (!take(")")) {
                throw wrong(FilterProblem.PARENTHESIS_EXPECTED);
            }
        } else {
            condition = test();
        }
        depth--;
        return condition;
    }

    private Condition test() throws FilterException {
        Token name = peek();
        Field field = field();
        long mask = Comparison.ALL_BITS;
        if (take("&")) {
            if (!field.kind().number()) {
                throw new FilterException(FilterProblem.NOT_BITS, name.column(), field.text());
            }
            mask = value(field).firstLow();
        }
        Token sign = peek();
        boolean in = take("in");
        boolean notIn = !in && sign.is("not") && tokens.get(next + 1).is("in");
        Operator operator = in || notIn ? null : operator(sign);
        if (!in && !notIn && operator == null) {
            return mask == Comparison.ALL_BITS ? new Condition.Exists(field) : new Condition.AnyBit(field, mask);
        }
        if (field.kind() == Field.Kind.PROTOCOL || field.kind() == Field.Kind.TEXT) {
            throw new FilterException(FilterProblem.PROTOCOL_HAS_NO_VALUE, sign.column(), field.text());
        }
        if (operator != null) {
            next++;
            return new Comparison(field, mask, operator, List.of(value(field)));
        }
        if (notIn) {
            next += 2;
        }
        Condition member = new Comparison(field, mask, Operator.ANY_EQUAL, set(field));
        return notIn ? new Condition.Not(member) : member;
    }

    /// The fields that stand in the filter.
    Set<Field> fields() {
        return fields;
    }

    private Field field() throws FilterException {
        Token token = peek();
        if (token.kind() != Token.Kind.WORD || keyword(token.text())) {
            throw wrong(FilterProblem.FIELD_EXPECTED);
        }
        Field field = Field.named(token.text());
        if (field == null) {
            boolean name = Token.letter(token.text().charAt(0));
            throw wrong(name ? FilterProblem.UNKNOWN_FIELD : FilterProblem.FIELD_EXPECTED);
        }
        next++;
        fields.add(field);
        return field;
    }

    /// Null when the token is no comparison.
    private static @Nullable Operator operator(Token token) throws FilterException {
        return switch (token.text()) {
            case "==", "eq", "any_eq" -> Operator.ANY_EQUAL;
            case "!=", "ne", "all_ne" -> Operator.ALL_NOT_EQUAL;
            case "===", "all_eq" -> Operator.ALL_EQUAL;
            case "!==", "any_ne" -> Operator.ANY_NOT_EQUAL;
            case ">", "gt" -> Operator.GREATER;
            case "<", "lt" -> Operator.LESS;
            case ">=", "ge" -> Operator.GREATER_OR_EQUAL;
            case "<=", "le" -> Operator.LESS_OR_EQUAL;
            case "contains", "matches", "~" ->
                throw new FilterException(FilterProblem.UNSUPPORTED_OPERATOR, token.column(), token.text());
            default -> null;
        };
    }

    private List<ValueRange> set(Field field) throws FilterException {
        if (!take("{")) {
            throw wrong(FilterProblem.SET_EXPECTED);
        }
        List<ValueRange> ranges = new ArrayList<>();
        do {
            Token first = peek();
            ValueRange range = value(field);
            if (take("..")) {
                Token last = peek();
                range = range.to(value(field));
                if (range.empty()) {
                    throw new FilterException(FilterProblem.RANGE_BACKWARDS, first.column(), first.text(), last.text());
                }
            }
            ranges.add(range);
        } while (take(","));
        if (!take("}")) {
            throw wrong(FilterProblem.SET_NOT_CLOSED);
        }
        return ranges;
    }

    private ValueRange value(Field field) throws FilterException {
        Token token = peek();
        if (token.kind() != Token.Kind.WORD || keyword(token.text())) {
            throw wrong(FilterProblem.VALUE_EXPECTED);
        }
        if (Field.named(token.text()) != null) {
            throw wrong(FilterProblem.FIELD_ON_THE_RIGHT);
        }
        next++;
        return switch (field.kind()) {
            case NUMBER8, NUMBER16, NUMBER32 -> number(token, field);
            case BOOLEAN -> checked(ValueRange.truth(token.text()), FilterProblem.NOT_A_TRUTH_VALUE, token, field);
            case IPV4 -> network(token, field, 32);
            case IPV6 -> network(token, field, 128);
            case MAC -> checked(ValueRange.mac(token.text()), FilterProblem.NOT_A_MAC_ADDRESS, token, field);
            case SECONDS -> checked(ValueRange.seconds(token.text()), FilterProblem.NOT_A_NUMBER, token, field);
            case PROTOCOL, TEXT -> throw new IllegalStateException(field.text());
        };
    }

    private static ValueRange number(Token token, Field field) throws FilterException {
        long number = ValueRange.number(token.text());
        if (number < 0) {
            throw new FilterException(FilterProblem.NOT_A_NUMBER, token.column(), token.text(), field.text());
        }
        long max = field.kind().max();
        if (number > max) {
            throw new FilterException(FilterProblem.NUMBER_TOO_BIG, token.column(), token.text(), field.text(), max);
        }
        return ValueRange.of(number);
    }

    private static ValueRange network(Token token, Field field, int bits) throws FilterException {
        int slash = token.text().indexOf('/');
        String address = slash < 0 ? token.text() : token.text().substring(0, slash);
        ValueRange range = bits == 32
                ? checked(ValueRange.ipv4(address), FilterProblem.NOT_AN_IPV4_ADDRESS, token, field)
                : checked(ValueRange.ipv6(address), FilterProblem.NOT_AN_IPV6_ADDRESS, token, field);
        if (slash < 0) {
            return range;
        }
        String length = token.text().substring(slash + 1);
        boolean digits =
                !length.isEmpty() && length.length() <= 3 && length.chars().allMatch(Character::isDigit);
        int prefix = digits ? Integer.parseInt(length) : -1;
        if (prefix < 0 || prefix > bits) {
            throw new FilterException(FilterProblem.BAD_PREFIX, token.column() + slash + 1, length, bits);
        }
        return range.network(prefix, bits);
    }

    private static ValueRange checked(@Nullable ValueRange range, FilterProblem problem, Token token, Field field)
            throws FilterException {
        if (range == null) {
            throw new FilterException(problem, token.column(), token.text(), field.text());
        }
        return range;
    }

    private static boolean keyword(String word) {
        return switch (word) {
            case "and", "or", "not", "in", "eq", "ne", "gt", "lt", "ge", "le", "contains", "matches" -> true;
            default -> false;
        };
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean take(String text) {
        if (!peek().is(text)) {
            return false;
        }
        next++;
        return true;
    }

    /// The problem at the next token, or that there is none.
    private FilterException wrong(FilterProblem problem) {
        Token token = peek();
        return token.kind() == Token.Kind.END
                ? new FilterException(FilterProblem.ENDS_TOO_EARLY, token.column())
                : new FilterException(problem, token.column(), token.text());
    }
}
