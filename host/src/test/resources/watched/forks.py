# A server that forks a child for each of its clients, who are children as well.
import os
import socket
import sys

CLIENTS = int(sys.argv[2])
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(128)
for i in range(CLIENTS):
    if os.fork() == 0:
        listener.close()
        c = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        c.sendall(b"hello")
        c.recv(10)
        c.close()
        os._exit(0)
    connection, address = listener.accept()
    if os.fork() == 0:
        listener.close()
        connection.sendall(connection.recv(10))
        connection.recv(10)
        connection.close()
        os._exit(0)
    connection.close()
    os.wait()
    os.wait()
listener.close()
