"""Arguments and errors in POSIX words, which are no language's: numbers of bytes, addresses, names of options.

Run in the namespace of `soquete_calls`, whose names stand here without an import.
"""


def endpoint(address):
    """`127.0.0.1:80`, `[::1]:80`; empty for what is no internet address."""
    if not isinstance(address, tuple) or len(address) < 2 or type(address[1]) is not int:
        return ""
    host = address[0]
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return ""
    if host == "":
        host = "::" if len(address) == 4 else "0.0.0.0"
    elif host == "<broadcast>":
        host = "255.255.255.255"
    host = host.partition("%")[0]
    if host.startswith("::ffff:") and "." in host:
        host = host[7:]
    return ("[%s]:%d" if ":" in host else "%s:%d") % (host[:LONGEST_FIELD], address[1])


def named(address):
    """An argument that is an address: a path for a UNIX socket."""
    if isinstance(address, (str, bytes)):
        return os.fsdecode(address)
    return endpoint(address)


def size(data):
    kind = type(data)
    if kind is bytes or kind is bytearray:
        return len(data)
    return memoryview(data).nbytes


def flags(value):
    """`, MSG_PEEK`."""
    if not value:
        return ""
    names = [n for n in dir(_socket) if n.startswith("MSG_") and getattr(_socket, n) & value]
    return ", " + ("|".join(names) or hex(value))


def is_datagram(sock):
    return base.type.__get__(sock) & 0xF == _socket.SOCK_DGRAM


def option(level, number):
    """`SO_REUSEADDR`."""
    if not option_names:
        levels = (("SO_", "SOL_SOCKET"), ("TCP_", "IPPROTO_TCP"), ("IP_", "IPPROTO_IP"), ("IPV6_", "IPPROTO_IPV6"))
        for prefix, where in levels:
            if hasattr(_socket, where):
                at = getattr(_socket, where)
                for name in dir(_socket):
                    value = getattr(_socket, name)
                    foreign = "J1939" in name or "VM_SOCKETS" in name
                    if name.startswith(prefix) and type(value) is int and not foreign:
                        option_names.setdefault((at, value), name)
    return option_names.get((level, number)) or "option %s" % number


def option_value(args):
    value = args[0] if args else None
    if isinstance(value, int):
        return str(int(value))
    if value is None:
        return "NULL"
    value = bytes(value)
    if len(value) == 4:
        return str(int.from_bytes(value, sys.byteorder, signed=True))
    if len(value) == 8:
        halves = [int.from_bytes(value[i : i + 4], sys.byteorder, signed=True) for i in (0, 4)]
        return "{%d, %d}" % tuple(halves)
    return "%d bytes" % len(value)


def error_of(e):
    """The errno's name, or the exception's where there is none: those of TLS and of names have numbers of their
    own."""
    kind = type(e)
    if isinstance(e, OSError) and kind.__module__ != "ssl":
        if not isinstance(e, (_socket.gaierror, _socket.herror)) and e.errno in errno.errorcode:
            return errno.errorcode[e.errno]
        if isinstance(e, _socket.timeout):
            return "TimeoutError"
    return kind.__name__


def message_of(e):
    if isinstance(e, OSError):
        return e.strerror if isinstance(e.strerror, str) else message_at(e)
    return message_at(e) if type(e).__module__ == "builtins" else ""


def message_at(e):
    args = BaseException.args.__get__(e)
    return args[0] if args and isinstance(args[0], str) else ""
