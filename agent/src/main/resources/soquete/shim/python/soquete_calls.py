"""Writes down the socket calls of a Python program, each with the line of source that led to it.

Run in a namespace of its own by `sitecustomize`, into a program of Python 3.8 or later that knows nothing of it:
nothing here raises into the program, prints, or changes what a call gives back. The lines are those that
`soquete.trace.CallLog` reads:

    H  2  pid  program
    B  id  nanos  thread  call  arguments  file  line  function  socket  thread-id
    E  id  nanos  result  error  message  local  peer  began
    L  count                       events that could not be written down
    X  reason                      nothing is recorded from here on

A process writes into a file of its own, `PID-NANOS.0` in the folder that SOQUETE_CALLS names, and goes on in
`PID-NANOS.1` when that has become long. After SOQUETE_MOST_CALLS calls, if that is given, it writes no more of them:
the program goes on as fast as it can. A call that may block has its B line written before it begins; both lines of
another are written together when it has ended.

None of the methods used here is a wrapped one, so that a recording never records itself.
"""

import _socket
import _thread
import errno
import itertools
import os
import sys
import time

OWN_FOLDER = os.path.dirname(__file__)
OWN_FILES = tuple(
    os.path.join(OWN_FOLDER, name)
    for name in ("soquete_calls.py", "soquete_words.py", "soquete_wraps.py", "sitecustomize.py")
)
LONGEST_FIELD = 300
LONGEST_PART = 8 << 20
# beyond the numbers that a program meets, and within what select() can take
HIGHEST_DESCRIPTOR = 1023
MOST_CODES = 10000
QUALIFIED = sys.version_info >= (3, 11)

base = _socket.socket
fileno = base.fileno
timeout_of = base.gettimeout
own_address = base.getsockname
peer_address = base.getpeername
clock = time.monotonic_ns
frame_of = sys._getframe
append = os.pwrite if sys.platform == "linux" else lambda fd, line, _: os.write(fd, line)


class Known:
    """What is known of a socket: its number, and its two addresses as they are written (None: not known yet)."""

    __slots__ = ("id", "local", "peer", "ends")

    def __init__(self):
        self.id = next(socket_ids)
        self.are(None, None)

    def are(self, local, peer):
        self.local = local
        self.peer = peer
        self.ends = escaped(local or "") + b"\t" + escaped(peer or "")


folder = os.environ.get("SOQUETE_CALLS", "")
recording = bool(folder)
most_calls = int(os.environ.get("SOQUETE_MOST_CALLS") or sys.maxsize)
log = -1
place = ""
name_of_log = ""
part = 0
turning = False
call_ids = itertools.count(1)
socket_ids = itertools.count(1)
known = {}
here = _thread._local()
option_names = {}
codes = {}
base_names = {}
replaced = []


# --- the file ---------------------------------------------------------------------------------------------------


def escaped(text):
    """A field of a line, in bytes."""
    text = text[:LONGEST_FIELD]
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text.encode("utf-8", "replace")


def put(line):
    """Appends lines. On Linux a positioned write to a file opened for appending appends, and one to what has
    taken the descriptor's number after the program closed it (a socket, a pipe, a terminal) fails."""
    try:
        append(log, line, 0)
    except OSError as e:
        if e.errno not in (errno.EBADF, errno.ESPIPE):
            raise
        reopen()
        append(log, line, 0)


def reopen():
    """Opens this process's first part, or the one whose descriptor the program has closed. Where that is another
    user's by now, the process begins anew."""
    global name_of_log, log, place, part
    if log >= 0:
        try:
            log = highest(os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC))
            return
        except PermissionError:
            pass
    name_of_log = "%d-%d" % (os.getpid(), clock())
    part = 0
    place = "%s/%s.0" % (folder, name_of_log)
    log = highest(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600))
    append(log, head(), 0)


def head():
    return b"H\t2\t%d\t%b\n" % (os.getpid(), escaped(program()))


def program():
    """The script or module that was started."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None:
        return spec.name[:-9] if spec.name.endswith(".__main__") else spec.name
    words = getattr(sys, "argv", None) or [""]
    return os.path.basename(words[0]) or "python"


def turn():
    """Goes on in the next part when this one has become long: under the same descriptor, so that no thread writes
    into a part that was left."""
    global part, place, turning
    if turning:
        return
    turning = True
    try:
        if log < 0 or os.fstat(log).st_size < LONGEST_PART:
            return
        path = "%s/%s.%d" % (folder, name_of_log, part + 1)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        os.dup2(fd, log, inheritable=False)
        os.close(fd)
        part += 1
        place = path
        append(log, head(), 0)
    except OSError:
        pass  # another user by now, or another root: the part that is open goes on
    finally:
        turning = False


def replace(owner, name, wrapper):
    """Puts a wrapper where a function, a method or a class was, until `last`."""
    replaced.append((owner, name, wrapper, getattr(owner, name)))
    setattr(owner, name, wrapper)


def last():
    """This call is the last that is written; of those that have begun the end still is. What was replaced is put back,
    but for what somebody else has replaced since."""
    global recording
    recording = False
    for owner, name, wrapper, original in replaced:
        if owner.__dict__.get(name) is wrapper:
            setattr(owner, name, original)


def highest(fd):
    """Moves a descriptor out of the way of the program's."""
    top = min(os.sysconf("SC_OPEN_MAX"), HIGHEST_DESCRIPTOR + 1)
    for wanted in range(top - 1, top - 33, -1):
        try:
            os.fstat(wanted)
        except OSError:
            os.dup2(fd, wanted, inheritable=False)
            os.close(fd)
            return wanted
    return fd


def forked():
    """A child writes into a file of its own, from its first call on."""
    global log, here, turning, call_ids
    if log >= 0:
        try:
            os.close(log)
        except OSError:
            pass
    log = -1
    turning = False
    here = _thread._local()
    call_ids = itertools.count(1)


def broken(e):
    """The recorder itself failed. Where it cannot write, the recording ends; otherwise one event is lost."""
    global recording
    try:
        if isinstance(e, OSError):
            recording = False
            put(b"X\t%b\n" % escaped("%s: %s" % (type(e).__name__, e)))
        else:
            put(b"L\t1\n")
    except Exception:
        recording = False


# --- where a call comes from ------------------------------------------------------------------------------------

HIDDEN, STANDARD, LIBRARY, PROGRAM = 0, 1, 2, 3
STANDARD_FOLDERS = tuple({os.path.dirname(f) + os.sep for f in (os.__file__, os.path.realpath(os.__file__))})
# What stands between a program and its sockets says nothing of why.
CLOSEST = ("socket.py", "ssl.py", "selectors.py", "threading.py")


def kind_of(path):
    """Whose file it is, and its name as it is written."""
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    if path in OWN_FILES:
        kind = HIDDEN
    elif main is not None and os.path.abspath(path) == os.path.abspath(main):
        kind = PROGRAM
    elif os.sep + "site-packages" + os.sep in path or os.sep + "dist-packages" + os.sep in path:
        kind = LIBRARY
    elif path.startswith("<frozen "):
        kind = HIDDEN
    elif path.startswith(STANDARD_FOLDERS):
        kind = HIDDEN if os.path.basename(path) in CLOSEST else STANDARD
    else:
        kind = PROGRAM
    short = os.path.basename(path)
    if short in ("__init__.py", "__main__.py") or base_names.setdefault(short, path) != path:
        # another file of that name: told apart by its folder
        short = os.path.join(os.path.basename(os.path.dirname(path)), short)
    return kind, escaped(short)


def met(code):
    """A piece of code seen for the first time: what it is, its file, its function, and the lines called from.
    Kept by its number; the code is kept with it, so that the number stays its own."""
    if len(codes) > MOST_CODES:
        codes.clear()
        base_names.clear()
    kind, short = kind_of(code.co_filename)
    name = code.co_qualname if QUALIFIED else code.co_name
    found = codes[id(code)] = (kind, code, short, escaped(name), {})
    return found


def source(frame):
    """File, line and function: of the program's innermost frame, or else of a library's; where neither is there, as in
    a thread that a standard server begins, of the standard library's."""
    library = None
    standard = None
    while frame is not None:
        code = frame.f_code
        found = codes.get(id(code)) or met(code)
        if found[0] == PROGRAM:
            return line_of(found, frame)
        if found[0] == LIBRARY and library is None:
            library = frame, found
        elif found[0] == STANDARD and standard is None:
            standard = frame, found
        frame = frame.f_back
    nearest = library or standard
    return line_of(nearest[1], nearest[0]) if nearest else b"\t0\t"


def line_of(found, frame):
    at = frame.f_lasti
    text = found[4].get(at)
    if text is None:
        text = found[4][at] = b"%b\t%d\t%b" % (found[2], frame.f_lineno or 0, found[3])
    return text


def thread():
    """This thread's name and the kernel's number for it. Asked once: `threading.current_thread()` would enter a
    thread that is not Python's own into Python's list."""
    number = _thread.get_native_id()
    threading = sys.modules.get("threading")
    name = None
    if threading is None:
        name = "MainThread"
    else:
        name = getattr(threading._active.get(_thread.get_ident()), "_name", None)
    if not isinstance(name, str) or not name:
        name = "thread-%d" % number
    here.number = number
    here.name = escaped(name)
    return here.name


# --- sockets ----------------------------------------------------------------------------------------------------


def socket_of(sock):
    """A socket is told by its descriptor: it stays the same one under another object (TLS, `detach`)."""
    fd = fileno(sock)
    if fd < 0:
        return None
    found = known.get(fd)
    if found is None:
        found = known[fd] = Known()
    return found


def adopted(sock):
    """An object was made for a descriptor that is there already; perhaps not the one that was known."""
    fd = fileno(sock)
    old = known.get(fd)
    if old is not None and old.local is not None and old.local != (local_of(sock) or ""):
        known.pop(fd, None)


def local_of(sock):
    """None while it is not bound."""
    try:
        address = own_address(sock)
    except OSError:
        return None
    if isinstance(address, tuple) and len(address) > 1 and address[1] == 0:
        return None
    return endpoint(address)


def peer_of(sock):
    try:
        return endpoint(peer_address(sock))
    except OSError:
        return ""


def learn(at, sock):
    """The two addresses, when they are not known yet."""
    local = local_of(sock)
    at.are(local, None if local is None else peer_of(sock))


# --- a call -----------------------------------------------------------------------------------------------------


def begin(call, arguments, at, blocks):
    """Its number and, when they were not written yet, its line."""
    try:
        name = here.name
    except AttributeError:
        name = thread()
    number = next(call_ids)
    if not number & 0x3FF:
        turn()
    if number >= most_calls:
        last()
    line = b"B\t%d\t%d\t%b\t%b\t%b\t%b\t%d\t%d\n" % (
        number,
        clock(),
        name,
        call,
        arguments if type(arguments) is bytes else escaped(str(arguments)),
        source(frame_of(3)),
        at.id if at is not None else 0,
        here.number,
    )
    if blocks:
        put(line)
        line = b""
    return number, line


def finish(token, began, now, at, result, peer=None):
    """It gave back `result`, a number."""
    number, line = token
    ends = b"\t" if at is None else at.ends
    if peer is not None:
        ends = ends[: ends.index(b"\t") + 1] + escaped(peer)
    put(b"%bE\t%d\t%d\t%d\t\t\t%b\t%d\n" % (line, number, now, result, ends, began))


def fail(token, began, now, at, error, message, peer=None):
    """It failed."""
    number, line = token
    ends = b"\t" if at is None else at.ends
    if peer is not None:
        ends = ends[: ends.index(b"\t") + 1] + escaped(peer)
    words = escaped(error) + b"\t" + escaped(message)
    put(b"%bE\t%d\t%d\t-1\t%b\t%b\t%d\n" % (line, number, now, words, ends, began))


def unseen(e):
    """Takes the recorder's frames out of a traceback. From 3.11 on a bare `raise` keeps it so."""
    trace = e.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename in OWN_FILES:
        trace = trace.tb_next
    e.__traceback__ = trace


def wrapped(original, before, after, failed=None):
    """A function that calls `original` and writes it down.

    before(args, kwargs) gives (token, socket, peer, wanted), or None for what is not recorded;
    after(token, began, now, socket, args, result, peer, wanted) writes the end."""

    def call(*args, **kwargs):
        pending = odd = None
        try:
            if not recording:
                return original(*args, **kwargs)
            try:
                pending = before(args, kwargs)
            except Exception as e:
                # arguments that the call itself will not have either, as a rule
                odd = e
            began = clock()
            result = original(*args, **kwargs)
            if odd is not None:
                broken(odd)
            elif pending is not None:
                now = clock()
                try:
                    done, pending = pending, None
                    after(done[0], began, now, done[1], args, result, done[2], done[3])
                except Exception as e:
                    broken(e)
            return result
        except BaseException as e:
            if pending is not None:
                now = clock()
                try:
                    at = pending[1]
                    if at is not None and at.local is None and isinstance(args[0], base):
                        learn(at, args[0])
                    fail(pending[0], began, now, at, error_of(e), message_of(e), pending[2])
                except Exception as e2:
                    broken(e2)
            unseen(e)
            raise

    return call


def likeness(wrapper, original, owner, name):
    """The wrapper presents itself as what it wraps."""
    wrapper.__name__ = name
    wrapper.__qualname__ = getattr(original, "__qualname__", name)
    wrapper.__module__ = getattr(original, "__module__", None) or owner
    wrapper.__doc__ = original.__doc__
    return wrapper


class Function:
    """A wrapped function of a module. Unlike a function of Python's it does not become a method where a class
    keeps it, as `selectors` keeps `select.select`."""

    def __init__(self, wrapper, original):
        self._call = wrapper
        self.__name__ = self.__qualname__ = original.__name__
        self.__module__ = original.__module__
        self.__doc__ = original.__doc__
        self.__self__ = getattr(original, "__self__", None)

    def __call__(self, *args, **kwargs):
        try:
            return self._call(*args, **kwargs)
        except BaseException as e:
            unseen(e)
            raise

    def __repr__(self):
        return "<built-in function %s>" % self.__name__

    def __reduce__(self):
        return self.__name__
