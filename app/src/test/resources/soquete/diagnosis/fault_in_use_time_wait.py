# One process: a server that closed first is started again, without SO_REUSEADDR.
import socket

first = socket.socket()
first.bind(("127.0.0.1", 0))
first.listen()
address = first.getsockname()
with socket.create_connection(address) as s:
    connection, _ = first.accept()
    connection.close()
    s.recv(1)
first.close()
with socket.socket() as second:
    try:
        second.bind(address)  # <- look here
        second.listen()
    except OSError as e:
        print(e)
