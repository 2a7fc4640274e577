/* An echo server for some clients, one after the other: echo PORT CLIENTS. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (argc < 3) return 2;
    address.sin_port = htons(atoi(argv[1]));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) || listen(listener, 8)) return 1;
    for (int i = atoi(argv[2]); i > 0; i--) {
        char buffer[1024];
        ssize_t count;
        int client = accept(listener, 0, 0);
        while ((count = read(client, buffer, sizeof buffer)) > 0) write(client, buffer, count);
        close(client);
    }
    close(listener);
    return 0;
}
