/// Protocols as they stand on the wire: one file per protocol, views that never judge and builders.
///
/// Invariant: imports nothing of ours, and decoding never throws: what is cut or impossible is data.
@NullMarked
package soquete.wire;

import org.jspecify.annotations.NullMarked;
