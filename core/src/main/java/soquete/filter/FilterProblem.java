package soquete.filter;

/// What is wrong with a filter. In brackets what [FilterException#args()] holds.
public enum FilterProblem {
    /// No field has that name (the name).
    UNKNOWN_FIELD,
    /// A field was expected (what stands there).
    FIELD_EXPECTED,
    /// A value was expected (what stands there).
    VALUE_EXPECTED,
    /// The filter ends too early.
    ENDS_TOO_EARLY,
    /// `and`, `or` or the end was expected (what stands there).
    UNEXPECTED,
    /// A character that begins nothing (the character).
    UNKNOWN_CHARACTER,
    /// Not a number (the text, the field).
    NOT_A_NUMBER,
    /// More than the field can be (the number, the field, its greatest value).
    NUMBER_TOO_BIG,
    /// Neither true nor false (the text, the field).
    NOT_A_TRUTH_VALUE,
    /// Not an IPv4 address (the text, the field).
    NOT_AN_IPV4_ADDRESS,
    /// Not an IPv6 address (the text, the field).
    NOT_AN_IPV6_ADDRESS,
    /// Not a hardware address (the text, the field).
    NOT_A_MAC_ADDRESS,
    /// A prefix length that its address cannot have (the text, the most bits).
    BAD_PREFIX,
    /// The range's last value is before its first (first, last).
    RANGE_BACKWARDS,
    /// A protocol is there or not; it has no value (the protocol).
    PROTOCOL_HAS_NO_VALUE,
    /// Only numbers have bits (the field).
    NOT_BITS,
    /// Comparing with another field is not part of the language here (the field).
    FIELD_ON_THE_RIGHT,
    /// An operator of Wireshark's that is not part of the language here (the operator).
    UNSUPPORTED_OPERATOR,
    /// A closing `)` is missing (what stands there).
    PARENTHESIS_EXPECTED,
    /// `{` was expected (what stands there).
    SET_EXPECTED,
    /// `,` or `}` was expected (what stands there).
    SET_NOT_CLOSED,
    /// Nested deeper than is read (the bound).
    TOO_DEEP
}
