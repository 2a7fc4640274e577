# A program with a connection open at both ends that is ended by SIGKILL in the middle of a call.
import os, signal, socket, threading

with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as s:
    connection, _ = server.accept()
    s.sendall(b"hello")
    connection.recv(5)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()
    connection.recv(5)
