# One process: the server does not notice that its client, in a thread, has closed.
import socket, threading, time

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    connection.recv(5)  # <- look here
    thread.join()
    time.sleep(2)
    connection.close()
