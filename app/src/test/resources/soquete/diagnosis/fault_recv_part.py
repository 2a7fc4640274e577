# One process: the server takes a message of 5000 bytes by one recv; its client runs in a thread.
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
        data = connection.recv(1024)  # <- look here
        connection.sendall(b"got %d bytes" % len(data))
    thread.join()
