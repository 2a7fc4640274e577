# One process: a client asks a port on which nobody listens.
import socket

with socket.socket() as closed:
    closed.bind(("127.0.0.1", 0))
    with socket.socket() as s:
        try:
            s.connect(closed.getsockname())  # <- look here
        except ConnectionRefusedError as e:
            print(e)
