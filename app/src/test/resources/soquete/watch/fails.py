import pickle
import select
import selectors
import signal
import socket
import sys
import traceback

a = socket.socket()
a.bind(("127.0.0.1", 0))
a.listen(1)


def attempt(work):
    try:
        print(work())
    except Exception:
        traceback.print_exc()


class Mine(socket.socket):
    def send(self, data):
        return super().send(data + b"!")


if sys.argv[1] == "interrupted":
    # as Ctrl-C does it, but in time
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    a.accept()
if sys.argv[1] == "exits":
    sys.exit(7)
if sys.argv[1] == "refused":
    b = socket.socket()
    b.bind(("127.0.0.1", 0))
    socket.create_connection(b.getsockname())
a.settimeout(0.01)
attempt(lambda: a.accept())
a.setblocking(False)
attempt(lambda: a.accept())
attempt(lambda: a.send("text"))
attempt(lambda: a.setsockopt(1))
attempt(lambda: socket.socket("x"))
attempt(lambda: pickle.dumps(a))
attempt(lambda: select.select([a], [], "x"))
attempt(lambda: a.connect_ex(a))
print(select.select([a], [], [], 0.01))
for kind in (selectors.EpollSelector, selectors.PollSelector, selectors.SelectSelector):
    selector = kind()
    selector.register(a, selectors.EVENT_READ)
    print(selector.select(0.01))
    selector.close()
left, right = socket.socketpair()
mine = Mine(fileno=left.detach())
print(mine.send(b"a"), right.recv(9), isinstance(mine, socket.socket), mine.fileno(), mine.family)
print(isinstance(select.epoll(), select.epoll), sys.path[1:])
