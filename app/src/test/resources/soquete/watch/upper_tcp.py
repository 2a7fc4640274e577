import socketserver


class UpperHandler(socketserver.BaseRequestHandler):
    def handle(self):
        self.data = self.request.recv(1024).strip()
        self.request.sendall(self.data.upper())


with socketserver.TCPServer(("127.0.0.1", 0), UpperHandler) as server:
    print("port", server.server_address[1], flush=True)
    server.handle_request()
