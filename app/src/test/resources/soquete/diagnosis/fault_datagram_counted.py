# One process: 2000 datagrams come while the server is away; it takes three of what its queue had room for, and ends.
import socket, time

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    server.bind(("127.0.0.1", 65433))
    for _ in range(2000):
        s.sendto(b"x" * 100, server.getsockname())
    time.sleep(2)
    for _ in range(3):
        server.recvfrom(1024)  # <- look here
