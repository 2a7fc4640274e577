# Run twice, as "held" and then watched: two servers that mean to share a port, and both say so.
import socket, sys

with socket.socket() as server:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    server.bind(("127.0.0.1", 65432))
    server.listen()
    print("held", flush=True)
    sys.stdin.read()
