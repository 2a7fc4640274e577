# One process: the server ends after one client, and a second one comes.
import socket

with socket.create_server(("127.0.0.1", 0)) as server:
    address = server.getsockname()
    with socket.create_connection(address) as s:
        server.accept()[0].close()
        s.recv(1)
with socket.socket() as s:
    try:
        s.connect(address)  # <- look here
    except ConnectionRefusedError as e:
        print(e)
