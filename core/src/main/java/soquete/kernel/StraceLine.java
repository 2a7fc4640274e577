package soquete.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// A line that strace has written of a thread, with the options of [StraceEvents#OPTIONS] (strace(1)).
///
/// ```
/// 530   1795406157.728834508 connect(4<TCP:[12357222]>, {sa_family=0x2, …}, 16) = 0 <0.000143083>
/// 529   1795406157.728042329 accept(3<TCP:[127.0.0.1:7123]>,  <unfinished ...>
/// 529   1795406157.729361616 <... accept resumed>{sa_family=0x2, …}, [16]) = 4<TCP:[…]> <0.001168413>
/// ```
///
/// @param timeNanos since 1970
/// @param text      from the name of the call on
record StraceLine(int thread, long timeNanos, String text) {

    private static final Pattern LINE = Pattern.compile("(\\d{1,9}) +(\\d{1,10})\\.(\\d{6,9}) (.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");
    private static final String UNFINISHED = " <unfinished ...>";
    private static final Pattern RETURNED =
            Pattern.compile("(.*)\\) += (\\?|0x[0-9a-f]+|-?\\d+)(.*?)(?: <(\\d+)\\.(\\d+)>)?");
    private static final Pattern SOCKET = Pattern.compile("<(TCP|UDP)(?:v6)?:\\[(.*)]>");

    static @Nullable StraceLine of(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? new StraceLine(
                        Integer.parseInt(parts.group(1)), nanos(parts.group(2), parts.group(3)), parts.group(4))
                : null;
    }

    private static long nanos(String seconds, String fraction) {
        return Long.parseLong(seconds) * 1_000_000_000 + Long.parseLong((fraction + "000000000").substring(0, 9));
    }

    /// Whether the call goes on: another thread was told of meanwhile.
    boolean isUnfinished() {
        return text.endsWith(UNFINISHED);
    }

    /// The call as far as it was known when it began.
    String begun() {
        return text.substring(0, text.length() - UNFINISHED.length());
    }

    /// What belongs behind [#begun()]; null when this is no end of such a call.
    @Nullable
    String resumed() {
        Matcher parts = RESUMED.matcher(text);
        return parts.matches() ? parts.group(2) : null;
    }

    /// A whole call.
    ///
    /// @param words     its arguments
    /// @param result    null where strace says `?`
    /// @param more      what stands behind the result: a socket, an error's name
    /// @param tookNanos −1 where it is not told
    record Whole(String name, List<String> words, @Nullable Long result, String more, long tookNanos) {

        /// The error's name; empty for a success.
        String error() {
            Matcher error = ERROR.matcher(more);
            return error.find() ? error.group(1) : "";
        }
    }

    private static final Pattern ERROR = Pattern.compile("^ (E[A-Z0-9_]+)");

    /// Null when the text is no whole call.
    static @Nullable Whole whole(String text) {
        Matcher parts = RETURNED.matcher(text);
        int open = text.indexOf('(');
        if (!parts.matches() || open < 0 || open > parts.end(1)) {
            return null;
        }
        String result = parts.group(2);
        return new Whole(
                text.substring(0, open),
                words(text.substring(open + 1, parts.end(1))),
                result.equals("?") ? null : Long.valueOf(number(result)),
                parts.group(3),
                parts.group(4) == null ? -1 : nanos(parts.group(4), parts.group(5)));
    }

    /// The arguments of a call that may be cut.
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            } else if (c == ',' && depth == 0) {
                words.add(text.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        String last = text.substring(begin).strip();
        if (!last.isEmpty()) {
            words.add(last);
        }
        return words;
    }

    private static final Pattern NUMBER = Pattern.compile("^(?:\\w+=)?(0x[0-9a-f]{1,16}|-?\\d{1,18})");

    /// The word as the kernel has it; 0 for a null pointer, 1 for one whose target is told in its place.
    static long number(String word) {
        Matcher number = NUMBER.matcher(word);
        if (!number.find()) {
            return word.isEmpty() || word.equals("NULL") || word.endsWith("=NULL") ? 0 : 1;
        }
        String digits = number.group(1);
        return digits.startsWith("0x") ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseLong(digits);
    }

    /// What a descriptor is.
    ///
    /// @param peer null while it has none
    record Ends(boolean datagram, Endpoint local, @Nullable Endpoint peer) {}

    /// Null for a word that is no TCP or UDP socket with an address.
    static @Nullable Ends ends(String word) {
        Matcher socket = SOCKET.matcher(word);
        if (!socket.find() || socket.group(2).indexOf(':') < 0) {
            return null;
        }
        String[] ends = socket.group(2).split("->", 2);
        Endpoint local = endpoint(ends[0]);
        Endpoint peer = ends.length < 2 ? null : endpoint(ends[1]);
        return local == null ? null : new Ends(socket.group(1).equals("UDP"), local, peer);
    }

    private static @Nullable Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
        try {
            return new Endpoint(Addresses.literal(address), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static final Pattern PORT = Pattern.compile("sin6?_port=\"((?:\\\\x[0-9a-f]{2}){2})\"");
    private static final Pattern ADDRESS =
            Pattern.compile("sin6?_addr=\"((?:\\\\x[0-9a-f]{2}){4}|(?:\\\\x[0-9a-f]{2}){16})\"");

    /// The address that `struct sockaddr` holds; null for one of another family, or where it is not told.
    static @Nullable Endpoint address(String word) {
        Matcher port = PORT.matcher(word);
        Matcher address = ADDRESS.matcher(word);
        if (!port.find() || !address.find()) {
            return null;
        }
        byte[] number = bytes(port.group(1));
        return new Endpoint(Addresses.of(bytes(address.group(1))), (number[0] & 0xFF) << 8 | number[1] & 0xFF);
    }

    /// `\x7f\x00\x00\x01`.
    private static byte[] bytes(String escaped) {
        byte[] bytes = new byte[escaped.length() / 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(escaped, 4 * i + 2, 4 * i + 4, 16);
        }
        return bytes;
    }
}
