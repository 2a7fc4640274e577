# One process: a client with a time limit is answered at once.
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as s:
    s.settimeout(2.5)
    s.connect(server.getsockname())
    server.accept()[0].close()
    s.recv(1)
