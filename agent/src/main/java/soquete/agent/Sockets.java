package soquete.agent;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The identities of the program's sockets. A socket's objects are held weakly and told apart by identity, so that the
/// table is never larger than the sockets the program itself keeps.
final class Sockets {

    /// What is known of one socket.
    static final class Known {
        final long id;
        volatile @Nullable InetSocketAddress local;
        volatile @Nullable InetSocketAddress peer;
        volatile boolean closed;

        private Known(long id) {
            this.id = id;
        }
    }

    private final ConcurrentHashMap<Key, Known> table = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final AtomicLong lastId = new AtomicLong();

    /// The socket's entry, made when it is met for the first time.
    Known of(Object socket) {
        Known known = find(socket);
        if (known != null) {
            return known;
        }
        forgetGone();
        Known fresh = new Known(lastId.incrementAndGet());
        Known other = table.putIfAbsent(new Stored(socket, gone), fresh);
        return other == null ? fresh : other;
    }

    @Nullable
    Known find(Object socket) {
        return table.get(new Sought(socket));
    }

    private void forgetGone() {
        Reference<?> reference;
        while ((reference = gone.poll()) != null) {
            table.remove((Key) reference);
        }
    }

    /// Equal to another key of the same object, and to itself once the object is gone.
    private interface Key {
        @Nullable
        Object socket();
    }

    private static boolean same(Key one, Object other) {
        return one == other || other instanceof Key key && one.socket() != null && one.socket() == key.socket();
    }

    private static final class Stored extends WeakReference<Object> implements Key {
        private final int hash;

        Stored(Object socket, ReferenceQueue<Object> gone) {
            super(socket, gone);
            hash = System.identityHashCode(socket);
        }

        @Override
        public @Nullable Object socket() {
            return get();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null && same(this, other);
        }
    }

    private record Sought(Object socket) implements Key {
        @Override
        public int hashCode() {
            return System.identityHashCode(socket);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null && same(this, other);
        }
    }
}
