# An echo server and its client, in two threads.
import socket
import sys
import threading

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()


def client():
    with socket.create_connection(listener.getsockname()) as c:
        c.sendall(b"hello")
        c.recv(100)


t = threading.Thread(target=client)
t.start()
connection, address = listener.accept()
connection.sendall(connection.recv(1024))
t.join()
connection.recv(1024)
connection.close()
listener.close()
