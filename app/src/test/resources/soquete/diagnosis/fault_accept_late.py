# One process: the server waits for a datagram before it accepts its client, which runs in a thread.
import socket, threading

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")
        s.recv(1024)

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
    other.bind(("127.0.0.1", 0))
    other.settimeout(0.8)
    thread = threading.Thread(target=client, args=(server.getsockname(),))
    thread.start()
    try:
        other.recvfrom(1024)  # <- look here
    except TimeoutError:
        pass
    connection, _ = server.accept()
    with connection:
        connection.sendall(connection.recv(1024))
        connection.recv(1024)
    thread.join()
