# One process: the server listens on all addresses, the client asks 127.0.0.2.
import socket

with socket.create_server(("0.0.0.0", 0)) as server, socket.socket() as s:
    s.connect(("127.0.0.2", server.getsockname()[1]))
    server.accept()[0].close()
    s.recv(1)
