package soquete.host.linux;

import java.io.IOException;

/// A call into the C library that failed: which one, and the errno it left.
public final class NativeException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String function;
    private final int errno;

    NativeException(String function, int errno) {
        this.function = function;
        this.errno = errno;
    }

    /// `unshare: EPERM`.
    @Override
    public String getMessage() {
        return function + ": " + Errno.name(errno);
    }

    public String function() {
        return function;
    }

    public int errno() {
        return errno;
    }

    /// Whether a privilege was missing: EPERM or EACCES.
    boolean refused() {
        return errno == Errno.EPERM || errno == Errno.EACCES;
    }
}
