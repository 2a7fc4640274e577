# One process: the server closes the connections of clients that are gone; the clients run in the same thread.
import socket, time

connections = []
with socket.create_server(("127.0.0.1", 0)) as server:
    for _ in range(8):
        with socket.create_connection(server.getsockname()) as s:
            connection, _ = server.accept()
            s.sendall(b"hello")
        while connection.recv(1024):
            pass
        connection.close()
        time.sleep(0.1)
    server.settimeout(1)
    try:
        server.accept()
    except TimeoutError:
        pass
