# Run twice, as "held" and then watched: a server is started while an earlier run of it still listens.
import socket, sys

with socket.socket() as server:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(("127.0.0.1", 65432))  # <- look here
        server.listen()
        print("held", flush=True)
        sys.stdin.read()
    except OSError as e:
        print(e)
