# One process: a client asks a port on which somebody listens.
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as s:
    s.connect(server.getsockname())
    server.accept()[0].close()
    s.recv(1)
