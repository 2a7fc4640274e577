package soquete.host.linux;

import soquete.kernel.ErrorNumber;

/// Error numbers the kernel answers with, by name (include/uapi/asm-generic/errno-base.h and errno.h).
final class Errno {

    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;

    private Errno() {}

    /// `EPERM`; `errno 137` where the name is not known.
    static String name(int errno) {
        return ErrorNumber.name(errno);
    }
}
