# Two datagram sockets, connected and not, and connections that are refused.
import socket
import sys

port = int(sys.argv[1])
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", port))
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.sendto(b"x", ("127.0.0.1", port))
data, address = server.recvfrom(10)
server.sendto(b"yy", address)
client.recvfrom(10)
connected = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
connected.connect(("127.0.0.1", port))
connected.send(b"1")
refused = socket.socket()
try:
    refused.connect(("127.0.0.1", port))
except ConnectionRefusedError:
    pass
