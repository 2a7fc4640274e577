# One process: three datagrams come while the server is away; its queue has room for all, and it takes them.
import socket, time

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    server.bind(("127.0.0.1", 65433))
    for _ in range(3):
        s.sendto(b"x" * 100, server.getsockname())
    time.sleep(2)
    for _ in range(3):
        server.recvfrom(1024)
