# One process: the server receives on 127.0.0.1, the client sends to another address of the machine (its argument, if there is one).
import socket, sys

def own_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks for the route
        return probe.getsockname()[0]

own = sys.argv[1] if len(sys.argv) > 1 else own_address()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    server.bind(("127.0.0.1", 65433))  # <- look here
    server.settimeout(0.5)
    s.sendto(b"hello", (own, server.getsockname()[1]))
    try:
        server.recvfrom(1024)
    except TimeoutError:
        pass
