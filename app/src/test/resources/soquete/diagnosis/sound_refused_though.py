# One process: the server listens on all addresses and takes what comes by the interface that its client uses.
import socket

with socket.create_server(("0.0.0.0", 0)) as server, socket.socket() as s:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    s.connect(("127.0.0.1", server.getsockname()[1]))
    server.accept()[0].close()
    s.recv(1)
