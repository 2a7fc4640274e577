# Two processes, server and client: the client asks for the port on which the server listens.
import socket, sys

if sys.argv[1] == "server":
    with socket.create_server(("127.0.0.1", 65432)) as server:
        server.accept()[0].close()
else:
    with socket.socket() as s:
        s.connect(("127.0.0.1", 65432))
        s.recv(1)
