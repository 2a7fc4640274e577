import os
import socket
import threading

left, right = socket.socketpair()


def talk():
    left.send(b"thread")


thread = threading.Thread(target=talk, name="talker")
thread.start()
thread.join()
right.recv(100)
if os.fork() == 0:
    left.send(b"child")
    os._exit(0)
right.recv(100)
os.wait()
os.closerange(200, 5000)
left.send(b"closed all")
right.recv(100)
print(os.getpid(), left.fileno(), right.fileno())
