package soquete.filter;

import java.util.ArrayList;
import java.util.List;

/// A word or sign of a filter, and the column it begins at, from 1. The last token of every filter is [Kind#END].
record Token(Kind kind, String text, int column) {

    enum Kind {
        WORD,
        SIGN,
        END
    }

    private static final List<String> SIGNS = List.of(
            "===", "!==", "==", "!=", ">=", "<=", "&&", "||", "..", ">", "<", "!", "&", "(", ")", "{", "}", ",", "~");

    boolean is(String sign) {
        return kind != Kind.END && text.equals(sign);
    }

    static List<Token> of(String filter) throws FilterException {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < filter.length()) {
            if (Character.isWhitespace(filter.charAt(at))) {
                at++;
                continue;
            }
            int end = wordEnd(filter, at);
            if (end > at) {
                tokens.add(new Token(Kind.WORD, filter.substring(at, end), at + 1));
                at = end;
                continue;
            }
            String sign = sign(filter, at);
            tokens.add(new Token(Kind.SIGN, sign, at + 1));
            at += sign.length();
        }
        tokens.add(new Token(Kind.END, "", filter.length() + 1));
        return tokens;
    }

    private static int wordEnd(String filter, int begin) {
        int at = begin;
        while (at < filter.length() && wordCharacter(filter.charAt(at)) && !filter.startsWith("..", at)) {
            at++;
        }
        return at;
    }

    private static boolean wordCharacter(char c) {
        return letter(c) || (c >= '0' && c <= '9') || "_.:/-".indexOf(c) >= 0;
    }

    static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String sign(String filter, int at) throws FilterException {
        for (String sign : SIGNS) {
            if (filter.startsWith(sign, at)) {
                return sign;
            }
        }
        throw new FilterException(FilterProblem.UNKNOWN_CHARACTER, at + 1, Character.toString(filter.codePointAt(at)));
    }
}
