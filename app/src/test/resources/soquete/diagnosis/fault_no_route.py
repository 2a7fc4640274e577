# One process: the kernel has no route for a TCP connection to a group of hosts.
import socket

with socket.socket() as s:
    try:
        s.connect(("224.0.0.1", 65432))  # <- look here
    except OSError as e:
        print(e)
