/* load PORT connections|requests THREADS SECONDS [RATE]: asks an echo server on 127.0.0.1, each thread waiting for its
 * answer; prints how many a second, and sends "quit". Each request is 64 bytes, each connection has one. A connection
 * comes from one of eight addresses in turn, so that the ports of one do not bound the rate. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_in server = {.sin_family = AF_INET};
static int many, next;
static double end, rate;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int dial(void) {
  struct sockaddr_in from = {.sin_family = AF_INET};
  for (int on = 1;; usleep(2000)) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (__sync_fetch_and_add(&next, 1) & 7));
    bind(fd, (struct sockaddr *)&from, sizeof from);
    if (!connect(fd, (struct sockaddr *)&server, sizeof server)) return fd;
    close(fd);
  }
}

static void ask(int fd) {
  char data[64] = "?";
  ssize_t length, got = 0;
  send(fd, data, sizeof data, 0);
  while (got < (ssize_t)sizeof data && (length = recv(fd, data, sizeof data, 0)) > 0) got += length;
  if (got < (ssize_t)sizeof data) fprintf(stderr, "an answer was cut\n"), exit(1);
}

static void *work(void *done) {
  long *count = done;
  double start = now();
  int fd = many ? 0 : dial();
  for (; now() < end; ++*count) {
    double early = rate > 0 ? start + *count / rate - now() : 0;
    if (early > 0) usleep(early * 1e6);
    if (many) fd = dial();
    ask(fd);
    if (many) close(fd);
  }
  return 0;
}

int main(int words, char **word) {
  int threads = atoi(word[3]);
  server.sin_port = htons(atoi(word[1]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  many = *word[2] == 'c';
  rate = words > 5 ? atof(word[5]) / threads : 0;
  pthread_t thread[64];
  long done[64] = {0}, sum = 0;
  close(dial());
  double start = now();
  end = start + atof(word[4]);
  for (int i = 0; i < threads; i++) pthread_create(&thread[i], 0, work, &done[i]);
  for (int i = 0; i < threads; i++) pthread_join(thread[i], 0), sum += done[i];
  printf("%.0f\n", sum / (now() - start));
  send(dial(), "quit", 4, 0);
}
