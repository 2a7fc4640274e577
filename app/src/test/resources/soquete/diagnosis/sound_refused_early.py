# One process: the client asks when the server listens.
import socket

with socket.socket() as server:
    server.bind(("127.0.0.1", 0))
    server.listen()
    with socket.socket() as s:
        s.connect(server.getsockname())
        server.accept()[0].close()
        s.recv(1)
