# One process: the client never receives the answer.
import socket, time

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    server.bind(("127.0.0.1", 65433))
    s.sendto(b"hello", server.getsockname())  # <- look here
    data, client = server.recvfrom(1024)
    server.sendto(data.upper(), client)
    time.sleep(0.1)
