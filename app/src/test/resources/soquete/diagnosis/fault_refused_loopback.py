# One process: the server listens on 127.0.0.1, the client asks another address of the machine (its argument, if there is one).
import socket, sys

def own_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks for the route
        return probe.getsockname()[0]

own = sys.argv[1] if len(sys.argv) > 1 else own_address()
with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as s:  # <- look here
    try:
        s.connect((own, server.getsockname()[1]))
        server.accept()[0].close()
        s.recv(1)
    except ConnectionRefusedError as e:
        print(e)
