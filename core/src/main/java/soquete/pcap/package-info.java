/// Capture files: pcap and pcapng, read and written.
///
/// Invariant: a damaged file gives every packet before the damage, then one problem that names the offset.
@NullMarked
package soquete.pcap;

import org.jspecify.annotations.NullMarked;
