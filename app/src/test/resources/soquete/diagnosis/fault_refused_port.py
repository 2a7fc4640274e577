# Two processes, server and client: the client asks for another port than that on which the server listens.
import socket, sys

if sys.argv[1] == "server":
    with socket.create_server(("127.0.0.1", 65432)) as server:
        server.settimeout(20)
        try:
            server.accept()[0].close()
        except TimeoutError as e:
            print(e)
else:
    with socket.socket() as s:
        try:
            s.connect(("127.0.0.1", 65342))  # <- look here
        except ConnectionRefusedError as e:
            print(e)
