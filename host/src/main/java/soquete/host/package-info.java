/// The machine: one seam per kind of evidence, and the hosts programs run on.
///
/// Invariant: nothing here names an operating system; what a system cannot give is [Unavailable], with its remedy.
@NullMarked
package soquete.host;

import org.jspecify.annotations.NullMarked;
