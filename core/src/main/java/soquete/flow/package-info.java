/// A capture as a whole: every packet decoded, given its stream and held against Wireshark's TCP analysis, on as many
/// cores as there are, without allocating for a packet. What is remembered grows with connections, not with packets.
///
/// Invariant: what is found does not depend on the number of threads.
@NullMarked
package soquete.flow;

import org.jspecify.annotations.NullMarked;
