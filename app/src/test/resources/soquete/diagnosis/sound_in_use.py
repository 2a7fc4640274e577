# Run twice, as "held" and then watched: each has a port of its own.
import socket, sys

with socket.socket() as server:
    server.bind(("127.0.0.1", 65432 if sys.argv[1] == "held" else 65433))
    if sys.argv[1] == "held":
        print("held", flush=True)
        sys.stdin.read()
    else:
        server.listen()
