/// Any system with a JVM: this machine's socket table, and states sampled from it.
///
/// Invariant: no path, call or command of a particular system; what is not here is [soquete.host.Unavailable].
@NullMarked
package soquete.host.portable;

import org.jspecify.annotations.NullMarked;
