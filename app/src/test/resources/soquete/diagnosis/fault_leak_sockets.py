# One process: a server resets each connection, and its client in the same thread keeps the socket and tries again.
import socket, struct, time

AT_ONCE = struct.pack("ii", 1, 0)  # close then resets the connection

sockets = []
with socket.create_server(("127.0.0.1", 0)) as server:
    for _ in range(5):
        s = socket.socket()  # <- look here
        s.connect(server.getsockname())
        connection, _ = server.accept()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        connection.close()
        try:
            s.recv(1)
        except ConnectionResetError:
            pass
        sockets.append(s)
    time.sleep(1.3)
