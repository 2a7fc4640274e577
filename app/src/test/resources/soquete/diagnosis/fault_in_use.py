# Run twice, as "held" and then watched: the first has the port and does not listen, so that the second cannot learn who has it.
import socket, sys

with socket.socket() as server:
    try:
        server.bind(("127.0.0.1", 65432))  # <- look here
        server.listen() if sys.argv[1] != "held" else None
    except OSError as e:
        print(e)
    if sys.argv[1] == "held":
        print("held", flush=True)
        sys.stdin.read()
