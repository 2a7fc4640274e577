import socket

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    s.listen()
    print("port", s.getsockname()[1], flush=True)
    conn, addr = s.accept()
    with conn:
        print("connected")
        while True:
            data = conn.recv(1024)
            if not data:
                break
            conn.sendall(data)
