# A program that closes every descriptor it does not know of, as daemons do, more than once.
import os, socket

def talk():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as s:
        with server.accept()[0] as connection:
            connection.sendall(b"hello")
        print(s.recv(1024), flush=True)

talk()
os.closerange(3, 256)
talk()
os.closerange(3, 4096)
talk()
os.closerange(2, 65536)
talk()
