# One process: a backlog of 1, six clients in threads, and a server that does something else for 1.5 s.
import socket, threading, time

def client(address):
    with socket.socket() as s:
        s.settimeout(4)
        s.connect(address)
        s.recv(1024)

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(1)  # <- look here
threads = [threading.Thread(target=client, args=(server.getsockname(),)) for _ in range(6)]
for thread in threads:
    thread.start()
time.sleep(1.5)
for _ in threads:
    connection, _ = server.accept()
    connection.sendall(b"hello")
    connection.close()
for thread in threads:
    thread.join()
server.close()
