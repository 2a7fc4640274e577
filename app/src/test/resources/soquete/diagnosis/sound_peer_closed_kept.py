# One process: the server closes when it is told that its client has closed.
import socket, threading, time

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    while connection.recv(1024):
        pass
    connection.close()
    time.sleep(2)
    connection.close()
    thread.join()
