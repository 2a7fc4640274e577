import socketserver


class UpperHandler(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request[0].strip()
        socket = self.request[1]
        socket.sendto(data.upper(), self.client_address)


with socketserver.UDPServer(("127.0.0.1", 0), UpperHandler) as server:
    print("port", server.server_address[1], flush=True)
    server.handle_request()
