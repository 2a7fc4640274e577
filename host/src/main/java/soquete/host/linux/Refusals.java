package soquete.host.linux;

import java.util.Locale;
import java.util.Set;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;

/// Capabilities that are refused on purpose, so that root can try what others get: the system property
/// `soquete.deny`, a list of `tracefs`, `packets`, `namespaces`, `user-namespaces`, `socket-table` with
/// commas between.
record Refusals(Set<String> denied) {

    static final String PROPERTY = "soquete.deny";

    static Refusals ofProperty() {
        return new Refusals(Set.of(System.getProperty(PROPERTY, "")
                .replace(" ", "")
                .toLowerCase(Locale.ROOT)
                .split(",")));
    }

    /// Says no, as the system would to a user without the privilege, when that was asked for.
    void check(Capability.Name capability) throws Unavailable {
        switch (capability) {
            case KERNEL_STATES -> refuse("tracefs", Unavailable.Reason.NOT_ROOT, capability);
            case PACKETS -> refuse("packets", Unavailable.Reason.NOT_ROOT, capability);
            case HOSTS -> refuse("namespaces", Unavailable.Reason.NOT_ROOT, capability);
            case USER_NAMESPACE -> refuse("user-namespaces", Unavailable.Reason.NO_NAMESPACES, capability);
            case SOCKET_TABLE -> refuse("socket-table", Unavailable.Reason.NOT_THIS_SYSTEM, capability);
        }
    }

    void checkStrace() throws Unavailable {
        refuse("strace", Unavailable.Reason.NOT_ROOT, Capability.Name.KERNEL_STATES);
    }

    private void refuse(String word, Unavailable.Reason reason, Capability.Name capability) throws Unavailable {
        if (denied.contains(word)) {
            throw new Unavailable(reason, capability);
        }
    }
}
