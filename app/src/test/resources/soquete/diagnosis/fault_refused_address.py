# One process: the server listens on 127.0.0.1, the client asks 127.0.0.2.
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as s:  # <- look here
    try:
        s.connect(("127.0.0.2", server.getsockname()[1]))
    except ConnectionRefusedError as e:
        print(e)
