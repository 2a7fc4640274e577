package soquete.bench;

/// The two ends of a flow. A host is a number from which its addresses follow.
///
/// @param vlan 0 where frames carry no tag
record Ends(boolean v6, int vlan, int client, int clientPort, int server, int serverPort) {
    /// Number of the first server; clients are below.
    static final int SERVERS = 0x80_0000;

    Ends {
        if (client >= SERVERS || server < SERVERS) {
            throw new IllegalArgumentException("client " + client + ", server " + server);
        }
    }

    int host(boolean ofClient) {
        return ofClient ? client : server;
    }

    int port(boolean ofClient) {
        return ofClient ? clientPort : serverPort;
    }
}
