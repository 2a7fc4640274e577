// An echo server with read and write, and its client, a child. It closes all that it inherited first.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words) {
    int port = atoi(words[1]);
    int connections = count > 2 ? atoi(words[2]) : 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    char bytes[64];
    close_range(3, ~0U, 0);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 16)) {
        return 1;
    }
    if (fork() == 0) {
        close(listener);
        for (int i = 0; i < connections; i++) {
            int s = socket(AF_INET, SOCK_STREAM, 0);
            if (connect(s, (void *)&address, sizeof address)) {
                return 1;
            }
            write(s, "hello", 5);
            read(s, bytes, sizeof bytes);
            shutdown(s, SHUT_WR);
            read(s, bytes, sizeof bytes);
            int copy = dup(s);
            close(s);
            close(copy);
        }
        return 0;
    }
    for (int i = 0; i < connections; i++) {
        int s = accept(listener, NULL, NULL);
        ssize_t moved;
        while ((moved = read(s, bytes, sizeof bytes)) > 0) {
            write(s, bytes, moved);
        }
        close(s);
    }
    wait(NULL);
    close_range(3, ~0U, 0);
    return 0;
}
