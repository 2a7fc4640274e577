/// Linux: tracefs, NETLINK_SOCK_DIAG, AF_PACKET, namespaces and rtnetlink by the Foreign Function and Memory API.
///
/// Invariant: every instance, namespace, device and child made here is gone at the end, at Ctrl-C and,
/// swept by the next start, after a crash.
@NullMarked
package soquete.host.linux;

import org.jspecify.annotations.NullMarked;
