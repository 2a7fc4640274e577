package soquete.filter;

import java.util.List;

/// A filter's meaning, as a tree.
sealed interface Condition {

    boolean holds(FilterSubject subject);

    /// What an empty filter is.
    record Everything() implements Condition {
        @Override
        public boolean holds(FilterSubject subject) {
            return true;
        }
    }

    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(FilterSubject subject) {
            return left.holds(subject) && right.holds(subject);
        }
    }

    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(FilterSubject subject) {
            return left.holds(subject) || right.holds(subject);
        }
    }

    record Not(Condition inner) implements Condition {
        @Override
        public boolean holds(FilterSubject subject) {
            return !inner.holds(subject);
        }
    }

    /// The field has a value, whichever it is: `tcp.flags.syn` holds for every segment.
    record Exists(Field field) implements Condition {
        @Override
        public boolean holds(FilterSubject subject) {
            return subject.values(field).size() > 0;
        }
    }

    /// A value of the field has one of these bits: `tcp.flags & 0x12`.
    record AnyBit(Field field, long mask) implements Condition {
        @Override
        public boolean holds(FilterSubject subject) {
            FieldValues values = subject.values(field);
            for (int i = 0; i < values.size(); i++) {
                if ((values.low(i) & mask) != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /// A field's values, of which only the bits in `mask` count, held against literals. Never holds for a
    /// subject without the field.
    record Comparison(Field field, long mask, Operator operator, List<ValueRange> ranges) implements Condition {
        static final long ALL_BITS = -1;

        public Comparison {
            ranges = List.copyOf(ranges);
        }

        @Override
        public boolean holds(FilterSubject subject) {
            FieldValues values = subject.values(field);
            boolean all = operator == Operator.ALL_EQUAL || operator == Operator.ALL_NOT_EQUAL;
            for (int i = 0; i < values.size(); i++) {
                if (one(values.high(i), values.low(i) & mask) != all) {
                    return !all;
                }
            }
            return all && values.size() > 0;
        }

        private boolean one(long high, long low) {
            ValueRange range = ranges.getFirst();
            return switch (operator) {
                case ANY_EQUAL -> in(high, low);
                case ALL_EQUAL -> range.contains(high, low);
                case ANY_NOT_EQUAL, ALL_NOT_EQUAL -> !range.contains(high, low);
                case GREATER -> !range.atMostLast(high, low);
                case LESS -> !range.atLeastFirst(high, low);
                case GREATER_OR_EQUAL -> range.atLeastFirst(high, low);
                case LESS_OR_EQUAL -> range.atMostLast(high, low);
            };
        }

        private boolean in(long high, long low) {
            for (int i = 0; i < ranges.size(); i++) {
                if (ranges.get(i).contains(high, low)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// Comparisons, with Wireshark 4's answer to a field of several values.
    enum Operator {
        ANY_EQUAL,
        ALL_EQUAL,
        ALL_NOT_EQUAL,
        ANY_NOT_EQUAL,
        GREATER,
        LESS,
        GREATER_OR_EQUAL,
        LESS_OR_EQUAL
    }
}
