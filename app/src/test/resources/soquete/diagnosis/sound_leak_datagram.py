# One process: a client makes a socket for each question and closes it.
import socket, time

sockets = []
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("127.0.0.1", 65433))
    for _ in range(8):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.sendto(b"hello", server.getsockname())
        data, client = server.recvfrom(1024)
        server.sendto(data.upper(), client)
        s.recvfrom(1024)
        s.close()
    time.sleep(1.3)
