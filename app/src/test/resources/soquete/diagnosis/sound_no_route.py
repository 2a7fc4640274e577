# One process: the client asks an address that there is.
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as s:
    server.accept()[0].close()
    s.recv(1)
