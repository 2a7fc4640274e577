# One process: the server has room for a part of a datagram of 1000 bytes.
import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    server.bind(("127.0.0.1", 65433))
    s.sendto(b"x" * 1000, server.getsockname())
    print(len(server.recvfrom(100)[0]))  # <- look here
