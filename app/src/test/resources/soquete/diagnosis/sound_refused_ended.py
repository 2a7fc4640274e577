# One process: the server goes on after its first client.
import socket

with socket.create_server(("127.0.0.1", 0)) as server:
    for _ in range(2):
        with socket.create_connection(server.getsockname()) as s:
            server.accept()[0].close()
            s.recv(1)
