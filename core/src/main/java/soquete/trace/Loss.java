package soquete.trace;

/// What an observer dropped. A count of 0 is a statement too: nothing was lost.
///
/// @param source who lost it: `packets lo`, `tracefs`, `calls EchoServer`
public record Loss(String source, long count) {}
