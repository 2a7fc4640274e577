# One process: a socketserver that serves one client at a time; the second of two clients in threads waits to the end.
import socket, socketserver, threading, time

class Upper(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(1024):  # <- look here
            self.request.sendall(data.upper())

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")
        s.recv(1024)
        time.sleep(30)

with socketserver.TCPServer(("127.0.0.1", 0), Upper) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for _ in range(2):
        threading.Thread(target=client, args=(server.server_address,), daemon=True).start()
        time.sleep(0.5)
