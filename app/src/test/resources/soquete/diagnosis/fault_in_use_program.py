# One process: it wants the port that its server has.
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as second:
    try:
        second.bind(server.getsockname())  # <- look here
    except OSError as e:
        print(e)
