# One process: the client, in a thread, sends a line at once.
import socket, threading

text = b"the quick brown fox jumps over the lazy dog"

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(text)
        s.shutdown(socket.SHUT_WR)
        s.recv(1024)

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    with connection:
        while connection.recv(1024):
            pass
        connection.sendall(b"thanks")
    thread.join()
