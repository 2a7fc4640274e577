"""An echo server in the manner of the assignment, on 127.0.0.1 at the port given: one connection after the other, or
with `threads` all at once. Ends when it is sent "quit"."""
import os
import socketserver
import sys


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            data = self.request.recv(4096)
            if not data:
                return
            if data.startswith(b"quit"):
                os._exit(0)
            self.request.sendall(data)


server = socketserver.ThreadingTCPServer if "threads" in sys.argv else socketserver.TCPServer
server.allow_reuse_address = True
server.request_queue_size = 1024
server.daemon_threads = True
with server(("127.0.0.1", int(sys.argv[-1])), Echo) as running:
    running.serve_forever()
