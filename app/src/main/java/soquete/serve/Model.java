package soquete.serve;

/// Who waits for whom when there is more than one client.
enum Model {
    /// One client after the other: the next waits in the backlog.
    SEQUENTIAL,
    /// A thread of the system for each connection.
    THREADS,
    /// A virtual thread for each connection.
    VIRTUAL,
    /// One thread for all, woken by whichever socket is ready.
    SELECTOR
}
