"""Talks to a server and holds the connection open until it is told to go on: hold.py PORT KIND [FIFO]."""
import socket
import sys

TALKS = {  # what is sent, what is waited for, what is sent before the end
    "echo": (b"Hello, world\n", b"world\n", b"Good bye\n"),
    "redis": (b"*1\r\n$4\r\nPING\r\n", b"+PONG\r\n", b"*1\r\n$4\r\nQUIT\r\n"),
    "http": (b"GET /small HTTP/1.1\r\n", b"", b"Host: localhost\r\nConnection: close\r\n\r\n"),
    "kept": (b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n", b"small\n",
             b"GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
}

first, wanted, last = TALKS[sys.argv[2]]
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
    s.sendall(first)
    got = b""
    while not got.endswith(wanted):
        got += s.recv(1024)
    if len(sys.argv) > 3:
        print("held", flush=True)
        with open(sys.argv[3]) as fifo:
            fifo.readline()
    s.sendall(last)
    s.shutdown(socket.SHUT_WR)
    while s.recv(1024):
        pass
