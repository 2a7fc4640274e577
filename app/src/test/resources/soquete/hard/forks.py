# A server that gives each of its 100 clients to a process of its own; the clients are processes too.
import os, socket

CHILDREN = 100

with socket.create_server(("127.0.0.1", 0), backlog=CHILDREN) as server:
    for i in range(CHILDREN):
        if os.fork() == 0:
            with socket.create_connection(server.getsockname()) as s:
                s.sendall(b"%03d" % i)
                assert s.recv(3) == b"%03d" % i
            os._exit(0)
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            connection.sendall(connection.recv(3))
            os._exit(0)
        connection.close()
    for _ in range(2 * CHILDREN):
        assert os.wait()[1] == 0
print("served", CHILDREN)
