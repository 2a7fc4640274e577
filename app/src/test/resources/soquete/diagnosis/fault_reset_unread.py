# One process: the server reads one of two messages and closes; its client runs in a thread.
import socket, threading, time

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")
        s.sendall(b"world")
        time.sleep(0.2)
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
    connection.recv(5)
    connection.close()  # <- look here
    thread.join()
