# One process: a server is started again, without SO_REUSEADDR, while a connection of its first run lives on.
import socket

first = socket.socket()
first.bind(("127.0.0.1", 0))
first.listen()
address = first.getsockname()
with socket.create_connection(address) as s:
    connection, _ = first.accept()
    first.close()
    with connection, socket.socket() as second:
        try:
            second.bind(address)  # <- look here
            second.listen()
        except OSError as e:
            print(e)
