/// What a scene leaves behind: the recording, and a report in the order of the assignment's questions.
///
/// Invariant: every figure and sentence of a report comes from its recording.
@NullMarked
package soquete.report;

import org.jspecify.annotations.NullMarked;
