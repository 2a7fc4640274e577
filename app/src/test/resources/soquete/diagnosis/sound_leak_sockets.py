# One process: a client tries again and again, and closes the sockets that failed.
import socket, time

sockets = []
with socket.socket() as closed:
    closed.bind(("127.0.0.1", 0))
    for _ in range(5):
        s = socket.socket()
        try:
            s.connect(closed.getsockname())
        except ConnectionRefusedError:
            pass
        s.close()
    time.sleep(1.3)
