# One process: a socketserver that serves one client at a time, and two clients in threads, the first of them slow.
import socket, socketserver, threading, time

class Upper(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(1024):  # <- look here
            self.request.sendall(data.upper())

def client(address, begin, stay):
    time.sleep(begin)
    with socket.create_connection(address) as s:
        time.sleep(stay)
        s.sendall(b"hello")
        s.recv(1024)

with socketserver.TCPServer(("127.0.0.1", 0), Upper) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    clients = [threading.Thread(target=client, args=(server.server_address, b, s)) for b, s in ((0, 1.2), (0.2, 0))]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    server.shutdown()
