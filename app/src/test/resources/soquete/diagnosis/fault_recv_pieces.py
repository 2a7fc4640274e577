# One process: the server answers each recv; its client, in a thread, sends messages of 3000 bytes.
import socket, threading, time

def client(address):
    with socket.create_connection(address) as s:
        for _ in range(2):
            s.sendall(b"x" * 3000)
            time.sleep(0.2)
            s.recv(1024)
        s.shutdown(socket.SHUT_WR)
        while s.recv(1024):
            pass

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    total = 0
    with connection:
        while data := connection.recv(1024):  # <- look here
            connection.sendall(b"got %d bytes" % len(data))
    thread.join()
