/// What is wrong with how programs use their sockets, told from calls, kernel states and packets together: what packets
/// alone cannot show.
///
/// Invariant: a fault names the calls and moments it rests on. What was lost or not watched is never taken for not
/// done: it silences the rules that would need it, and is said ([soquete.diagnosis.Gap]).
@NullMarked
package soquete.diagnosis;

import org.jspecify.annotations.NullMarked;
