# One process: the client, in a thread, sends header and body by two sends, thirty times.
import socket, threading

def client(address):
    with socket.create_connection(address) as s:
        for _ in range(30):
            s.sendall(b"0005")
            s.sendall(b"hello")  # <- look here
            s.recv(1024)

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as stream:
        while header := stream.read(4):
            connection.sendall(stream.read(int(header)).upper())
    thread.join()
