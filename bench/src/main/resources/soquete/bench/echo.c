/* An echo server with one thread and epoll, on 127.0.0.1 at the port given. Ends when it is sent "quit". */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int serve(int fd) {
  char data[4096];
  ssize_t length = recv(fd, data, sizeof data, 0);
  if (length <= 0) return close(fd);
  if (length >= 4 && !memcmp(data, "quit", 4)) exit(0);
  return send(fd, data, length, 0);
}

int main(int count, char **words) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, poll = epoll_create1(0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(words[count - 1])),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 1024)) return perror("echo"), 1;
  struct epoll_event wanted = {.events = EPOLLIN, .data.fd = listener}, ready[64];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
  for (;;) {
    int some = epoll_wait(poll, ready, 64, -1);
    for (int i = 0; i < some; i++) {
      if (ready[i].data.fd != listener) {
        serve(ready[i].data.fd);
      } else if ((wanted.data.fd = accept(listener, 0, 0)) >= 0) {
        epoll_ctl(poll, EPOLL_CTL_ADD, wanted.data.fd, &wanted);
      }
    }
  }
}
