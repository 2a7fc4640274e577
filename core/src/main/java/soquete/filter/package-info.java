/// The one filter language, a part of Wireshark's display-filter syntax.
///
/// Invariant: a wrong filter is refused with the column where it goes wrong.
@NullMarked
package soquete.filter;

import org.jspecify.annotations.NullMarked;
