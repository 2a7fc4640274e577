# A program that closes all, and is another user by then.
import encodings.idna, os, socket  # another user may not read it

def talk():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as s:
        with server.accept()[0] as connection:
            connection.sendall(b"hello")
        print(s.recv(1024), flush=True)

talk()
os.setgroups([]); os.setgid(65534); os.setuid(65534)
os.closerange(2, 65536)
talk()
