# One process: the server takes a message of 5000 bytes by as many recv as it takes; its client runs in a thread.
import socket, threading, time

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"x" * 5000)
        try:
            while s.recv(1024):
                pass
        except ConnectionResetError as e:
            print(e)

with socket.create_server(("127.0.0.1", 0)) as server:
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    connection, _ = server.accept()
    time.sleep(0.1)
    with connection:
        data = b""
        while len(data) < 5000:
            data += connection.recv(1024)
        connection.sendall(b"got %d bytes" % len(data))
    thread.join()
