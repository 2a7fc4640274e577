# A server that gives up its rights once it has its port, as daemons do, and then serves: itself, and in a child.
import encodings.idna, os, socket  # another user may not read it

with socket.create_server(("127.0.0.1", 0)) as server:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    for _ in range(2):
        with socket.create_connection(server.getsockname()) as s:
            connection, _ = server.accept()
            if os.fork() == 0:
                connection.sendall(b"from a child")
                os._exit(0)
            os.wait()
            print(s.recv(1024))
            connection.close()
