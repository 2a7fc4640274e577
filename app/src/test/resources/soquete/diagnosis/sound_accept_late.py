# One process: the server waits for a datagram in a thread of its own and accepts its client at once.
import socket, threading

def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello")
        s.recv(1024)

def wait(other):
    try:
        other.recvfrom(1024)
    except TimeoutError:
        pass

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
    other.bind(("127.0.0.1", 0))
    other.settimeout(0.8)
    threads = [threading.Thread(target=client, args=(server.getsockname(),)), threading.Thread(target=wait, args=(other,))]
    for thread in threads:
        thread.start()
    connection, _ = server.accept()
    with connection:
        connection.sendall(connection.recv(1024))
        connection.recv(1024)
    for thread in threads:
        thread.join()
