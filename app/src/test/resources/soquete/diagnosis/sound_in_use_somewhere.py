# One process: it calls the kernel without the C library, as a static program does, and binds to a free port.
import ctypes, platform, socket, struct

BIND = {"x86_64": 49, "aarch64": 200}[platform.machine()]

with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as second:
    address = struct.pack("=H", socket.AF_INET) + struct.pack(">H", 0) + socket.inet_aton("127.0.0.1") + bytes(8)
    print(ctypes.CDLL(None).syscall(BIND, second.fileno(), address, len(address)))
