# One process: the client, in a thread, sends a line byte by byte.
import socket, threading

text = b"the quick brown fox jumps over the lazy dog"

def client(address):
    with socket.create_connection(address) as s:
        for i in range(len(text)):
            s.sendall(text[i:i + 1])  # <- look here
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
