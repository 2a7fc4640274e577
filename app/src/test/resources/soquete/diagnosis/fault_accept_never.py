# One process: the server listens and never accepts; a client in a thread waits for it.
import socket, threading

def client(address):
    with socket.create_connection(address) as s:
        s.settimeout(1.5)
        s.sendall(b"hello")
        try:
            s.recv(1024)
        except TimeoutError:
            pass

with socket.create_server(("127.0.0.1", 0)) as server:  # <- look here
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    thread.join()
