# One process: the client asks before the server listens.
import socket

with socket.socket() as server:
    server.bind(("127.0.0.1", 0))
    with socket.socket() as s:
        try:
            s.connect(server.getsockname())  # <- look here
        except ConnectionRefusedError as e:
            print(e)
    server.listen()
