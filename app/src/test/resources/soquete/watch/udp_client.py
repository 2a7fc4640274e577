import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto(b"abc\n", ("127.0.0.1", int(sys.argv[1])))
received = str(sock.recv(1024), "utf-8")
print("Received:", received)
