# One process: the client asks an address of its own network that no machine has (its argument, with another last number).
import socket, sys

nobody = sys.argv[1].rsplit(".", 1)[0] + ".77"
with socket.socket() as s:
    try:
        s.connect((nobody, 65432))  # <- look here
    except OSError as e:
        print(e)
