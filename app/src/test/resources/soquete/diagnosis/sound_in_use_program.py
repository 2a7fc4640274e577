# One process: it wants a free port.
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as second:
    try:
        second.bind(("127.0.0.1", 0))
    except OSError as e:
        print(e)
