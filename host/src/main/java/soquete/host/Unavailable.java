package soquete.host;

import java.util.List;

/// A capability that this system or this user does not have. `reason` names a message that says why and one that says
/// what to do about it; both take `details`.
public final class Unavailable extends Exception {

    /// Why; the message bundles hold `unavailable.NAME` and `unavailable.NAME.remedy` for each.
    public enum Reason {
        /// Needs root (details: what for).
        NOT_ROOT,
        /// No tracefs here, or it may not be mounted.
        NO_TRACEFS,
        /// The kernel refuses a new user or network namespace.
        NO_NAMESPACES,
        /// Only built for Linux so far (details: what).
        NOT_THIS_SYSTEM,
        /// No interface of that name (details: the name, the names there are).
        NO_SUCH_INTERFACE
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<Object> details;

    public Unavailable(Reason reason, Object... details) {
        super(reason + " " + List.of(details));
        this.reason = reason;
        this.details = List.of(details);
    }

    public Reason reason() {
        return reason;
    }

    public List<Object> details() {
        return details;
    }
}
