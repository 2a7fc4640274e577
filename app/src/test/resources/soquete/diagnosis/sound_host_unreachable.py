# One process: the client asks an address of its own network that a machine has: its own (its argument).
import socket, sys

with socket.create_server((sys.argv[1], 0)) as server, socket.socket() as s:
    s.connect(server.getsockname())
    server.accept()[0].close()
    s.recv(1)
