package soquete.host;

import java.io.IOException;
import java.util.List;
import soquete.trace.SocketRow;

/// The TCP and UDP sockets of one host, IPv4 and IPv6, at the instant of the call.
public interface SocketTable {

    List<SocketRow> read() throws IOException;
}
