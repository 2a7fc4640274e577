# One process: a filter on the listening socket drops every SYN, as a firewall would.
import ctypes, socket, struct

with socket.create_server(("127.0.0.1", 0)) as server:
    drop = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # ret 0
    server.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HL", 1, ctypes.addressof(drop)))  # SO_ATTACH_FILTER
    with socket.socket() as s:
        s.settimeout(2.5)
        try:
            s.connect(server.getsockname())  # <- look here
        except TimeoutError as e:
            print(e)
