/// A small server and a client to try sockets with, which say what they do as they do it.
///
/// Invariant: whatever a client does, the server goes on; threads, connections and buffers have a bound,
/// and reaching it is said.
@NullMarked
package soquete.serve;

import org.jspecify.annotations.NullMarked;
