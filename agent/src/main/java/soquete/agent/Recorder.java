package soquete.agent;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import soquete.agent.LineFile.Line;
import soquete.agent.Sockets.Known;

/// Called by the JDK's rewritten socket classes around each call; writes a line when it begins and one when it ends.
///
/// ```
/// H  2  pid  main-class
/// B  id  nanos  thread  call  arguments  file  line  method  socket  thread-id
/// E  id  nanos  result  error  message  local  peer  began
/// L  count                       events that could not be written down
/// X  reason                      nothing is recorded from here on
/// ```
///
/// Fields are separated by tabs; the clock is `System.nanoTime()`. The B line is for a call that blocks: it is written
/// before the clock is read for the call, so the exact beginning is on the E line.
final class Recorder {

    private static final Hook[] HOOKS = Hook.values();
    private static final Sockets SOCKETS = new Sockets();
    private static final AtomicLong LAST_ID = new AtomicLong();
    private static final AtomicLong LOST = new AtomicLong();

    /// After so many calls, if that is given, no more are written: the program goes on as fast as it can.
    private static final long MOST_CALLS = mostCalls(System.getenv("SOQUETE_MOST_CALLS"));

    private static volatile @Nullable LineFile log;

    private Recorder() {}

    /// False when the file cannot be written.
    static boolean start(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return false;
        }
        try {
            LineFile file = LineFile.append(path);
            file.write(
                    new Line("H").field(2).field(ProcessHandle.current().pid()).field(mainClass()));
            log = file;
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Ends the recording, and says so in it if that is still possible.
    static void stop(String reason) {
        LineFile file = log;
        log = null;
        if (file != null) {
            try {
                file.write(new Line("X").field(reason));
            } catch (Throwable e) {
                // the disk is full, perhaps: there is nobody left to tell
                log = null;
            }
        }
    }

    /// A call begins. What it gives back belongs to [#end] or [#fail]; null when the call is not recorded.
    static @Nullable Object begin(int hook, @Nullable Object[] selfAndArguments) {
        LineFile file = log;
        if (file == null || LAST_ID.get() >= MOST_CALLS) {
            return null;
        }
        try {
            Object self = Objects.requireNonNull(selfAndArguments[0]);
            Object[] arguments = Arrays.copyOfRange(selfAndArguments, 1, selfAndArguments.length);
            Pending pending = prepare(HOOKS[hook], self, arguments);
            if (pending != null) {
                file.write(beginning(pending));
                pending.begin = System.nanoTime();
            }
            return pending;
        } catch (Throwable e) {
            failed(e);
            return null;
        }
    }

    /// The call gave back `result`; null for a call that gives nothing.
    static void end(@Nullable Object token, @Nullable Object result) {
        if (token instanceof Pending pending) {
            long now = System.nanoTime();
            try {
                write(pending, now, result(pending, result));
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    /// The call threw `exception`.
    static void fail(@Nullable Object token, Throwable exception) {
        if (token instanceof Pending pending) {
            long now = System.nanoTime();
            try {
                Known socket = pending.socket;
                if (socket != null && socket.local == null) {
                    socket.local = local(pending.self);
                }
                Result result = Result.failure(Errno.of(exception), Errno.message(exception), socket);
                boolean bind = pending.hook.call.equals("bind");
                write(pending, now, bind ? result : result.with(Words.address(pending.arguments)));
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    /// A call that has begun.
    private static final class Pending {
        final Hook hook;
        final long id;
        final Object self;
        final @Nullable Object[] arguments;
        final @Nullable Known socket;
        final long requested;
        long begin;

        Pending(Hook hook, Object self, @Nullable Object[] arguments, @Nullable Known socket, long requested) {
            this.hook = hook;
            this.id = LAST_ID.incrementAndGet();
            this.self = self;
            this.arguments = arguments;
            this.socket = socket;
            this.requested = requested;
        }
    }

    /// What an E line says of a call's outcome.
    private record Result(
            long value,
            String error,
            String message,
            @Nullable InetSocketAddress local,
            @Nullable SocketAddress peer) {

        static Result of(long value, @Nullable Known socket) {
            return new Result(value, "", "", socket == null ? null : socket.local, socket == null ? null : socket.peer);
        }

        static Result failure(String error, String message, @Nullable Known socket) {
            Result known = of(-1, socket);
            return new Result(-1, error, message, known.local, known.peer);
        }

        /// With the peer that the call itself names.
        Result with(@Nullable SocketAddress named) {
            return named == null ? this : new Result(value, error, message, local, named);
        }
    }

    /// Null for what reaches no socket: a transfer of no bytes, a second close.
    private static @Nullable Pending prepare(Hook hook, Object self, @Nullable Object[] arguments)
            throws ReflectiveOperationException {
        if (hook.type.equals(Hook.PROVIDER)) {
            Weaver.weaveChannels();
        }
        long requested = 0;
        Known socket = null;
        switch (hook.call) {
            case "send", "recv" -> {
                requested = hook == Hook.STREAM_URGENT ? 1 : Words.requested(arguments);
                if (requested == 0 && !(self instanceof DatagramChannel)) {
                    return null;
                }
                socket = SOCKETS.of(self);
            }
            case "sendto", "recvfrom" -> {
                requested = Words.requested(arguments);
                socket = SOCKETS.of(self);
            }
            case "setsockopt" -> {
                if (Words.isTimeout(arguments)) {
                    return null;
                }
                socket = SOCKETS.of(self);
            }
            case "close" -> {
                socket = SOCKETS.find(self);
                if (socket == null || socket.closed) {
                    return null;
                }
                socket.closed = true;
                if (socket.local == null) {
                    socket.local = local(self);
                }
            }
            case "socket" -> socket = hook == Hook.STREAM_SOCKET ? SOCKETS.of(self) : null;
            case "poll" -> socket = null;
            default -> socket = SOCKETS.of(channel(self));
        }
        if (hook == Hook.DATAGRAM_DISCONNECT && (socket == null || socket.peer == null)) {
            return null;
        }
        return new Pending(hook, self, arguments, socket, requested);
    }

    /// The socket behind one of the JDK's adaptors, else the object itself.
    private static Object channel(Object self) {
        if (self instanceof java.net.DatagramSocket adaptor) {
            DatagramChannel channel = adaptor.getChannel();
            return channel == null ? self : channel;
        }
        return self;
    }

    private static Line beginning(Pending pending) {
        StackFrame source = SourceFrame.current();
        String file = source == null ? null : source.getFileName();
        String arguments = Words.arguments(pending.hook, pending.self, pending.arguments);
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        return new Line("B")
                .field(pending.id)
                .field(System.nanoTime())
                .field(name.isEmpty() ? "virtual-" + thread.threadId() : name)
                .field(pending.hook.call)
                .field(arguments)
                .field(file == null ? "" : file)
                .field(source == null ? 0 : Math.max(0, source.getLineNumber()))
                .field(source == null ? "" : SourceFrame.method(source))
                .field(pending.socket == null ? 0 : pending.socket.id)
                .field(ThreadIds.current());
    }

    private static Result result(Pending pending, @Nullable Object given) {
        Known socket = pending.socket;
        return switch (pending.hook.call) {
            case "socket" -> {
                // a channel is known only now: its B line has no identity, its result is one
                yield Result.of(socket == null && given != null ? SOCKETS.of(given).id : 0, socket);
            }
            case "accept" -> accepted(pending, given);
            case "connect", "getsockopt" -> connected(pending, given);
            case "recv", "send" -> transferred(pending, given);
            case "sendto" -> {
                learn(pending);
                Result sent = transferred(pending, given);
                yield sent.with(Words.address(pending.arguments));
            }
            case "recvfrom" -> received(pending, given);
            case "bind" -> {
                learn(pending);
                yield Result.of(0, socket);
            }
            case "poll" -> Result.of(number(given), null);
            default -> Result.of(0, socket);
        };
    }

    private static Result accepted(Pending pending, @Nullable Object given) {
        Object accepted = pending.hook == Hook.STREAM_ACCEPT ? pending.arguments[0] : given;
        if (accepted == null) {
            return Result.failure("EAGAIN", "", pending.socket);
        }
        Known socket = SOCKETS.of(accepted);
        socket.local = local(accepted);
        socket.peer = peer(accepted);
        return Result.of(socket.id, socket);
    }

    private static Result connected(Pending pending, @Nullable Object given) {
        Known socket = pending.socket;
        if (socket != null) {
            socket.local = local(pending.self);
            socket.peer = peer(pending.self);
        }
        boolean inProgress = pending.self instanceof SocketChannel && given instanceof Integer done && done == 0;
        return inProgress ? Result.failure("EINPROGRESS", "", socket) : Result.of(0, socket);
    }

    private static Result received(Pending pending, @Nullable Object given) {
        learn(pending);
        if (pending.arguments[0] instanceof DatagramPacket packet) {
            return Result.of(packet.getLength(), pending.socket).with(packet.getSocketAddress());
        } else if (given instanceof SocketAddress sender && pending.arguments[0] instanceof ByteBuffer buffer) {
            return Result.of(pending.requested - buffer.remaining(), pending.socket)
                    .with(sender);
        }
        return Result.failure("EAGAIN", "", pending.socket);
    }

    /// Java's −1 is the end of the stream, POSIX's 0; Java's 0 is POSIX's EAGAIN, unless a datagram was
    /// empty. A stream's blocking write gives nothing back: it has sent it all.
    private static Result transferred(Pending pending, @Nullable Object given) {
        learn(pending);
        long moved = given == null ? pending.requested : number(given);
        boolean mayBeEmpty = pending.self instanceof DatagramChannel channel && channel.isBlocking();
        return moved == 0 && pending.requested > 0 && !mayBeEmpty
                ? Result.failure("EAGAIN", "", pending.socket)
                : Result.of(Math.max(0, moved), pending.socket);
    }

    private static void learn(Pending pending) {
        Known socket = pending.socket;
        if (socket != null && socket.local == null) {
            socket.local = local(pending.self);
            socket.peer = peer(pending.self);
        }
    }

    private static @Nullable InetSocketAddress local(Object self) {
        try {
            if (self instanceof SocketImpl socket) {
                return SocketInternals.local(socket);
            }
            return self instanceof NetworkChannel channel
                            && channel.getLocalAddress() instanceof InetSocketAddress address
                            && address.getPort() != 0
                    ? address
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable InetSocketAddress peer(Object self) {
        try {
            SocketAddress address = switch (self) {
                case SocketImpl socket -> SocketInternals.peer(socket);
                case SocketChannel channel -> channel.getRemoteAddress();
                case DatagramChannel channel -> channel.getRemoteAddress();
                default -> null;
            };
            return address instanceof InetSocketAddress internet ? internet : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static void write(Pending pending, long now, Result result) throws IOException {
        LineFile file = log;
        if (file == null) {
            return;
        }
        file.write(new Line("E")
                .field(pending.id)
                .field(now)
                .field(result.value)
                .field(result.error)
                .field(result.message)
                .field(Words.endpoint(result.local))
                .field(Words.endpoint(result.peer))
                .field(pending.begin));
        long lost = LOST.getAndSet(0);
        if (lost > 0) {
            file.write(new Line("L").field(lost));
        }
    }

    /// The recorder itself failed. Where the program has no memory or stack left, one event is lost; otherwise the
    /// recording ends.
    private static void failed(Throwable e) {
        if (e instanceof VirtualMachineError) {
            LOST.incrementAndGet();
        } else {
            try {
                stop(e.toString());
            } catch (Throwable again) {
                log = null;
            }
        }
    }

    private static long mostCalls(@Nullable String given) {
        try {
            return given == null ? Long.MAX_VALUE : Long.parseLong(given);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /// The program, from the command line that the launcher keeps: a class, a jar, or a source file.
    private static String mainClass() {
        String[] words = System.getProperty("sun.java.command", "").split(" ", 3);
        String first = words[0].endsWith("launcher.Main") && words.length > 1 ? words[1] : words[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }
}
