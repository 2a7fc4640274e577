# One process: the server listens on all addresses, but takes what comes by one interface alone; the client comes by another.
import socket

with socket.create_server(("0.0.0.0", 0)) as server, socket.socket() as s:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
    try:
        s.connect(("127.0.0.1", server.getsockname()[1]))  # <- look here
    except ConnectionRefusedError as e:
        print(e)
