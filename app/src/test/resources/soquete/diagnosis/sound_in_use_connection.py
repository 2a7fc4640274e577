# One process: a server is started again, with SO_REUSEADDR, while a connection of its first run lives on.
import socket

first = socket.socket()
first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
first.bind(("127.0.0.1", 0))
first.listen()
address = first.getsockname()
with socket.create_connection(address) as s:
    connection, _ = first.accept()
    first.close()
    with connection, socket.socket() as second:
        second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        second.bind(address)
        second.listen()
