# One process: a backlog of 16, six clients in threads, and a server that accepts at once.
import socket, threading

def client(address):
    with socket.socket() as s:
        s.settimeout(4)
        s.connect(address)
        s.recv(1024)

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(16)
threads = [threading.Thread(target=client, args=(server.getsockname(),)) for _ in range(6)]
for thread in threads:
    thread.start()
for _ in threads:
    connection, _ = server.accept()
    connection.sendall(b"hello")
    connection.close()
for thread in threads:
    thread.join()
server.close()
