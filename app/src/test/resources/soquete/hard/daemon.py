# A server that goes into the background by forking twice, as daemons do, and its client.
import os, socket, sys

if sys.argv[1] == "client":
    with socket.create_connection(("127.0.0.1", 65432)) as s:
        s.sendall(b"hello")
        print(s.recv(1024))
    sys.exit()
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
os.closerange(3, 256)
with socket.create_server(("127.0.0.1", 65432)) as server:
    connection, _ = server.accept()
    with connection:
        connection.sendall(connection.recv(1024))
        connection.recv(1)
