package soquete.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// IP addresses to and from bytes and text, never by way of a name service.
public final class Addresses {

    private Addresses() {}

    /// The address of 4 or 16 bytes in network order.
    public static InetAddress of(byte... bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no IP address", e);
        }
    }

    /// The address written in `text`; a host name is refused, not looked up.
    public static InetAddress literal(String text) {
        return InetAddress.ofLiteral(text);
    }

    /// RFC 5952 §4 for IPv6 (lower case, the longest run of zeros shortened), dotted quad for IPv4.
    public static String text(InetAddress address) {
        return address instanceof Inet6Address v6 ? shortened(v6.getAddress()) : address.getHostAddress();
    }

    private static String shortened(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
