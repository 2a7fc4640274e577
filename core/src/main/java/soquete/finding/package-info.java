/// What matters in a capture: findings over all its conversations, ranked by what hurts its users most.
///
/// Invariant: a finding names the packets it rests on, or says that they are absent; what is kept is bounded whatever
/// the capture holds.
@NullMarked
package soquete.finding;

import org.jspecify.annotations.NullMarked;
