# One process: the server accepts its client, which runs in a thread, and answers.
import socket, threading

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")
        s.recv(1024)

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    with connection:
        connection.sendall(connection.recv(1024))
        connection.recv(1024)
    thread.join()
