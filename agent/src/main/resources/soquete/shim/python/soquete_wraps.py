"""What is wrapped: the methods of `socket.socket`, those of TLS sockets, and the three ways of waiting.

Run in the namespace of `soquete_calls`, whose names stand here without an import.
"""

ready = False


def blocking(sock):
    return timeout_of(sock) != 0.0


# --- endings ----------------------------------------------------------------------------------------------------


def end_nothing(token, began, now, at, args, result, peer, wanted):
    finish(token, began, now, at, 0, peer)


def end_number(token, began, now, at, args, result, peer, wanted):
    if at is not None and at.local is None:
        learn(at, args[0])
    finish(token, began, now, at, result, peer)


def end_all(token, began, now, at, args, result, peer, wanted):
    if at is not None and at.local is None:
        learn(at, args[0])
    finish(token, began, now, at, wanted, peer)


def end_bytes(token, began, now, at, args, result, peer, wanted):
    if at is not None and at.local is None:
        learn(at, args[0])
    finish(token, began, now, at, len(result))


def end_from(token, began, now, at, args, result, peer, wanted):
    if at is not None and at.local is None:
        learn(at, args[0])
    moved = result[0] if isinstance(result[0], int) else len(result[0])
    finish(token, began, now, at, moved, endpoint(result[-1]) or None)


def end_bind(token, began, now, at, args, result, peer, wanted):
    if at is not None:
        at.are(local_of(args[0]), at.peer)
    finish(token, began, now, at, 0)


def end_connect(token, began, now, at, args, result, peer, wanted):
    if at is not None:
        at.are(local_of(args[0]), peer_of(args[0]) or peer)
    if result:
        named_error = errno.errorcode.get(result, str(result))
        fail(token, began, now, at, named_error, os.strerror(result), at.peer if at else peer)
    else:
        finish(token, began, now, at, 0)


def end_accept(token, began, now, at, args, result, peer, wanted):
    fresh = known[fileno(result[0])] = Known()
    fresh.are(local_of(result[0]), endpoint(result[1]))
    finish(token, began, now, fresh, fresh.id)


def end_socket(token, began, now, at, args, result, peer, wanted):
    fresh = known[fileno(args[0])] = Known()
    finish(token, began, now, None, fresh.id)


def end_getsockopt(token, began, now, at, args, result, peer, wanted):
    if wanted and result:
        fail(token, began, now, at, errno.errorcode.get(result, str(result)), os.strerror(result))
        return
    if wanted and at is not None:
        # a connection that was being made is there
        at.are(local_of(args[0]), peer_of(args[0]) or at.peer)
    finish(token, began, now, at, 0)


def end_unknown(token, began, now, at, args, result, peer, wanted):
    """TLS: how many bytes went over the wire is not known, and a result of −1 says so."""
    finish(token, began, now, at, -1)


def end_poll(token, began, now, at, args, result, peer, wanted):
    finish(token, began, now, None, sum(map(len, result)) if isinstance(result, tuple) else len(result))


# --- beginnings -------------------------------------------------------------------------------------------------


def plain(call, words, blocks=False):
    def before(args, kwargs):
        sock = args[0]
        at = socket_of(sock)
        return begin(call, words(args, kwargs), at, blocks and blocking(sock)), at, None, None

    return before


def before_send(args, kwargs):
    sock = args[0]
    at = socket_of(sock)
    wanted = size(args[1])
    words = "%d%s" % (wanted, flags(args[2]) if len(args) > 2 else "")
    return begin(b"send", words, at, blocking(sock)), at, None, wanted


def before_recv(args, kwargs):
    sock = args[0]
    at = socket_of(sock)
    words = "%d%s" % (args[1], flags(args[2]) if len(args) > 2 else "")
    return begin(b"recv", words, at, blocking(sock)), at, None, None


def into(args, kwargs):
    wanted = args[2] if len(args) > 2 else kwargs.get("nbytes", 0)
    buffer = args[1] if len(args) > 1 else kwargs["buffer"]
    return "%d%s" % (wanted or size(buffer), flags(args[3] if len(args) > 3 else kwargs.get("flags", 0)))


def before_sendto(args, kwargs):
    at = socket_of(args[0])
    peer = endpoint(args[-1])
    words = "%d%s, %s" % (size(args[1]), flags(args[2]) if len(args) > 3 else "", named(args[-1]))
    return begin(b"sendto", words, at, blocking(args[0])), at, peer, None


def before_sendmsg(args, kwargs):
    at = socket_of(args[0])
    wanted = sum(map(size, args[1])) if isinstance(args[1], (list, tuple)) else -1
    words = "%d%s" % (wanted, flags(args[3]) if len(args) > 3 else "")
    address = args[4] if len(args) > 4 else None
    if address is None:
        return begin(b"send", words, at, blocking(args[0])), at, None, None
    words = "%s, %s" % (words, named(address))
    return begin(b"sendto", words, at, blocking(args[0])), at, endpoint(address), None


def before_recvmsg(args, kwargs):
    at = socket_of(args[0])
    wanted = args[1]
    if not isinstance(wanted, int):
        wanted = sum(map(size, wanted)) if isinstance(wanted, (list, tuple)) else -1
    words = "%d%s" % (wanted, flags(args[3]) if len(args) > 3 else "")
    return begin(b"recvfrom" if is_datagram(args[0]) else "recv", words, at, blocking(args[0])), at, None, None


def before_connect(args, kwargs):
    sock = args[0]
    at = socket_of(sock)
    patience = timeout_of(sock)
    words = named(args[1])
    if patience:
        words = "%s, timeout %d ms" % (words, patience * 1000)
    return begin(b"connect", words, at, patience != 0.0), at, endpoint(args[1]), None


def before_socket(args, kwargs):
    if (args[4] if len(args) > 4 else kwargs.get("fileno")) is not None:
        return None
    family = args[1] if len(args) > 1 else kwargs.get("family", -1)
    kind = args[2] if len(args) > 2 else kwargs.get("type", -1)
    family = _socket.AF_INET if family == -1 else int(family)
    kind = _socket.SOCK_STREAM if kind == -1 else int(kind) & 0xF
    words = "%s, %s" % (FAMILIES.get(family, family), KINDS.get(kind, kind))
    return begin(b"socket", words, None, False), None, None, None


FAMILIES = {getattr(_socket, n): n for n in dir(_socket) if n.startswith("AF_")}
KINDS = {1: "SOCK_STREAM", 2: "SOCK_DGRAM", 3: "SOCK_RAW", 5: "SOCK_SEQPACKET"}
HOWS = {0: "SHUT_RD", 1: "SHUT_WR", 2: "SHUT_RDWR"}


def before_close(args, kwargs):
    fd = fileno(args[0])
    if fd < 0:
        return None
    at = known.pop(fd, None) or Known()
    if at.local is None:
        learn(at, args[0])
    return begin(b"close", "", at, False), at, None, None


def before_getsockopt(args, kwargs):
    at = socket_of(args[0])
    error = args[1] == _socket.SOL_SOCKET and args[2] == _socket.SO_ERROR
    return begin(b"getsockopt", option(args[1], args[2]), at, False), at, None, error


def before_sendfile(args, kwargs):
    fd = args[0] if args else kwargs.get("out_fd")
    at = known.get(fd)
    if at is None or os.fstat(fd).st_mode & 0o170000 != 0o140000:
        return None
    count = args[3] if len(args) > 3 else kwargs.get("count", 0)
    if at.local is None:
        at.are("", "")
    return begin(b"send", count, at, True), at, None, None


def before_tls(call, words):
    def before(args, kwargs):
        if getattr(args[0], "_sslobj", None) is None:
            return None
        at = socket_of(args[0])
        return begin(call, words(args, kwargs), at, blocking(args[0])), at, None, None

    return before


# --- send and recv, which programs call most ------------------------------------------------------------------


def transfer(original, call, before, after, measure):
    """As `wrapped`, for a call of a program's own line with one argument on a socket that is known: one function in
    place of six. Whatever else is met goes the long way."""
    long_way = wrapped(original, before, after)
    measured = measure is size
    everything = original.__name__ == "sendall"

    def transferred(*args, **kwargs):
        begun = False
        try:
            if not recording:
                return original(*args, **kwargs)
            try:
                sock, argument = args
                at = known[fileno(sock)]
                frame = frame_of(1)
                found = codes[id(frame.f_code)]
                text = found[4][frame.f_lasti]
                name = here.name
                wanted = len(argument) if measured else argument
                plain = not kwargs and at.local is not None and found[0] == PROGRAM
                plain = plain and (type(argument) is bytes if measured else type(argument) is int)
            except (KeyError, ValueError, AttributeError, TypeError):
                plain = False
            if not plain:
                return long_way(*args, **kwargs)
            number = next(call_ids)
            if number >= most_calls:
                last()
            line = b"B\t%d\t%d\t%b\t%b\t%d\t%b\t%d\t%d\n" % (
                number, clock(), name, call, wanted, text, at.id, here.number
            )
            if timeout_of(sock) != 0.0:
                try:
                    append(log, line, 0)
                except OSError:
                    attempt(line)
                line = b""
            begun = True
            began = clock()
            result = original(sock, argument)
            now = clock()
            begun = False
            moved = wanted if everything else result if measured else len(result)
            line = b"%bE\t%d\t%d\t%d\t\t\t%b\t%d\n" % (line, number, now, moved, at.ends, began)
            try:
                append(log, line, 0)
            except OSError:
                attempt(line)
            if not number & 0x3FF:
                turn()
            return result
        except BaseException as e:
            if begun:
                now = clock()
                try:
                    fail((number, line), began, now, at, error_of(e), message_of(e))
                except Exception as e2:
                    broken(e2)
            unseen(e)
            raise

    return transferred


def attempt(line):
    try:
        put(line)
    except Exception as e:
        broken(e)


# --- the modules ------------------------------------------------------------------------------------------------


def wrap_socket(module):
    """`socket` was imported: the one of Python, not a file of the program's that has its name."""
    global ready
    if not hasattr(module, "socket") or not issubclass(module.socket, base):
        return
    level = lambda args, kwargs: "%s, %s" % (option(args[1], args[2]), option_value(args[3:]))
    methods = {
        "bind": (plain(b"bind", lambda args, kwargs: named(args[1])), end_bind),
        "listen": (plain(b"listen", lambda args, kwargs: args[1] if len(args) > 1 else "128"), end_nothing),
        "accept": (plain(b"accept", lambda args, kwargs: "", True), end_accept),
        "connect": (before_connect, end_connect),
        "connect_ex": (before_connect, end_connect),
        "send": (before_send, end_number),
        "sendall": (before_send, end_all),
        "sendto": (before_sendto, end_number),
        "sendmsg": (before_sendmsg, end_number),
        "recv": (before_recv, end_bytes),
        "recv_into": (plain(b"recv", into, True), end_number),
        "recvfrom": (plain(b"recvfrom", lambda args, kwargs: args[1], True), end_from),
        "recvfrom_into": (plain(b"recvfrom", into, True), end_from),
        "recvmsg": (before_recvmsg, end_from),
        "recvmsg_into": (before_recvmsg, end_from),
        "shutdown": (plain(b"shutdown", lambda args, kwargs: HOWS.get(args[1], args[1])), end_nothing),
        "setsockopt": (plain(b"setsockopt", level), end_nothing),
        "getsockopt": (before_getsockopt, end_getsockopt),
        "_real_close": (before_close, end_nothing),
    }
    kind = module.socket
    for name, (before, after) in methods.items():
        original = getattr(kind, name, None)
        if original is not None:
            if name in ("send", "sendall"):
                wrapper = transfer(original, b"send", before, after, size)
            elif name == "recv":
                wrapper = transfer(original, b"recv", before, after, None)
            else:
                wrapper = wrapped(original, before, after)
            replace(kind, name, likeness(wrapper, original, "socket", name))
    make = kind.__init__
    opened = wrapped(make, before_socket, end_socket)

    def __init__(self, *args, **kwargs):
        try:
            opened(self, *args, **kwargs)
            if recording and (len(args) > 3 or kwargs.get("fileno") is not None):
                adopted(self)
        except BaseException as e:
            unseen(e)
            raise

    __init__.__wrapped__ = make
    replace(kind, "__init__", likeness(__init__, make, "socket", "__init__"))
    if hasattr(os, "sendfile"):
        replace(os, "sendfile", Function(wrapped(os.sendfile, before_sendfile, end_number), os.sendfile))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forked)
    ready = True
    if sys.version_info < (3, 11):
        sys.excepthook = hook_of(sys.excepthook)


def hook_of(original):
    """Before 3.11 a traceback cannot be kept free of the recorder's frames while it grows: when it is printed as
    the program's last word they are taken out."""

    def excepthook(kind, e, trace):
        seen = set()
        cause = e
        while cause is not None and id(cause) not in seen:
            seen.add(id(cause))
            unseen(cause)
            at = cause.__traceback__
            while at is not None:
                while at.tb_next is not None and at.tb_next.tb_frame.f_code.co_filename in OWN_FILES:
                    at.tb_next = at.tb_next.tb_next
                at = at.tb_next
            cause = cause.__cause__ or cause.__context__
        original(kind, e, e.__traceback__)

    return excepthook


def wrap_ssl(module):
    """TLS reads and writes the descriptor itself; the bytes here are those before or after its ciphers."""
    kind = module.SSLSocket
    read = lambda args, kwargs: "TLS, %d" % (args[1] if len(args) > 1 else kwargs.get("len", 1024))
    write = lambda args, kwargs: "TLS, %d" % size(args[1])
    methods = {
        "read": before_tls(b"recv", read),
        "send": before_tls(b"send", write),
        "write": before_tls(b"send", write),
        "do_handshake": before_tls(b"send", lambda args, kwargs: "TLS handshake"),
        "unwrap": before_tls(b"send", lambda args, kwargs: "TLS close"),
    }
    for name, before in methods.items():
        original = getattr(kind, name, None)
        if original is not None:
            replace(kind, name, likeness(wrapped(original, before, end_unknown), original, "ssl", name))


def waits(patience, counted, scale):
    """Where the program has no socket, what it waits for is none of ours."""

    def before(args, kwargs):
        if not ready or not known:
            return None
        millis = patience(args, kwargs)
        millis = -1 if millis is None or millis < 0 else int(millis * scale)
        return begin(b"poll", "nfds=%d, timeout=%d" % (counted(args), millis), None, millis != 0), None, None, None

    return before


def wrap_select(module):
    """`select`, `poll` and `epoll`; `selectors`, and so asyncio and socketserver, wait through them."""
    if not hasattr(module, "select"):
        return
    first = lambda args, kwargs: args[1] if len(args) > 1 else kwargs.get("timeout")
    three = lambda args: sum(len(sockets) if hasattr(sockets, "__len__") else 0 for sockets in args[:3])
    before = waits(lambda args, kwargs: args[3] if len(args) > 3 else None, three, 1000)
    replace(module, "select", Function(wrapped(module.select, before, end_poll), module.select))
    if hasattr(module, "poll"):
        module.poll = Function(poller(module.poll, waits(first, lambda args: len(args[0]._fds), 1)), module.poll)
    if hasattr(module, "epoll"):
        before = waits(first, lambda args: len(args[0]._fds), 1000)
        module.epoll = poller(module.epoll, before)


def poller(original, before):
    """In place of a class that cannot be inherited from."""

    class Waiting:
        __slots__ = ("_it", "_fds", "__weakref__")

        def __init__(self, *args, **kwargs):
            self._it = original(*args, **kwargs)
            self._fds = set()

        def register(self, fd, *args, **kwargs):
            result = self._it.register(fd, *args, **kwargs)
            self._fds.add(fd if isinstance(fd, int) else fd.fileno())
            return result

        def unregister(self, fd):
            self._fds.discard(fd if isinstance(fd, int) else fd.fileno())
            return self._it.unregister(fd)

        def __getattr__(self, name):
            return getattr(self._it, name)

        def __repr__(self):
            return repr(self._it)

        def __enter__(self):
            self._it.__enter__()
            return self

        def __exit__(self, *args):
            return self._it.__exit__(*args)

    def poll(self, *args, **kwargs):
        return self._it.poll(*args, **kwargs)

    Waiting.poll = poll
    replace(Waiting, "poll", wrapped(poll, before, end_poll))
    if hasattr(original, "fromfd"):

        def fromfd(fd):
            waiting = Waiting.__new__(Waiting)
            waiting._it = original.fromfd(fd)
            waiting._fds = set()
            return waiting

        Waiting.fromfd = staticmethod(fromfd)
    Waiting.__name__ = Waiting.__qualname__ = getattr(original, "__name__", "poll")
    Waiting.__module__ = "select"
    Waiting.__doc__ = original.__doc__
    return Waiting
