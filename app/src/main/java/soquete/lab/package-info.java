/// The lab: scenes of the class's assignment, played with real programs on real hosts and told from what was observed.
///
/// Invariant: a scene says nothing that its recording does not show.
@NullMarked
package soquete.lab;

import org.jspecify.annotations.NullMarked;
