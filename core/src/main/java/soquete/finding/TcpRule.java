package soquete.finding;

/// Looks at one connection. Adds nothing when what it looks for is not there.
@FunctionalInterface
interface TcpRule {
    void look(TcpCase connection);
}
