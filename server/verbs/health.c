// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    PATIENCE_MS = 1000,
    ANSWER_MAX_BYTES_READ = 1024,
};

static int connect_to(const struct sockaddr *address, socklen_t len)
{
    struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    // On Linux the send timeout bounds connect(), too.
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
        connect(fd, address, len) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int connect_unix(struct span path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.len >= sizeof address.sun_path) {
        return -1;
    }
    memcpy(address.sun_path, path.ptr, path.len);
    return connect_to((const struct sockaddr *)&address, sizeof address);
}

// "127.0.0.1:8081", "[::1]:8081"; a listener on every address is asked on this machine's own.
static int connect_inet(struct arena *a, struct span text)
{
    struct span host;
    struct span port;
    const char *host_c;
    const char *port_c;
    if (!span_cut_last(text, ':', &host, &port)) {
        return -1;
    }
    if (span_starts_with(host, SPAN("[")) && span_ends_with(host, SPAN("]"))) {
        host = span_until(span_from(host, 1), host.len - 2);
    }
    if (span_equal(host, SPAN("0.0.0.0"))) {
        host = SPAN("127.0.0.1");
    } else if (span_equal(host, SPAN("::"))) {
        host = SPAN("::1");
    }
    if (!arena_to_c(a, host, &host_c) || !arena_to_c(a, port, &port_c)) {
        return -1;
    }
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host_c, port_c, &hints, &found) != 0) {
        return -1;
    }
    int fd = connect_to(found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return fd;
}

// The status of GET /readyz; 0: no answer.
static unsigned ask(int fd)
{
    static const char question[] =
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    char answer[ANSWER_MAX_BYTES_READ];
    uint64_t status = 0;
    if (send(fd, question, sizeof question - 1, MSG_NOSIGNAL) != sizeof question - 1) {
        return 0;
    }
    ssize_t got = recv(fd, answer, sizeof answer, 0);
    struct span head = {answer, got < 0 ? 0 : (size_t)got};
    struct span rest;
    if (!span_cut(head, ' ', &head, &rest) || rest.len < 3 ||
        !span_to_u64(span_until(rest, 3), 999, &status)) {
        return 0;
    }
    return (unsigned)status;
}

int verb_health(struct arena *a, const struct options *options)
{
    struct span where = span_from_c(options_value(options, OPTION_ADMIN));
    if (span_equal(where, SPAN("none"))) {
        return verb_fail(EX_USAGE, "without an admin listener nobody can be asked");
    }
    bool is_unix = span_starts_with(where, SPAN("unix:"));
    int fd = is_unix ? connect_unix(span_from(where, 5)) : connect_inet(a, where);
    if (fd < 0) {
        return verb_fail(EXIT_WRONG, "no daemon at %.*s", SPAN_ARGS(where));
    }
    unsigned status = ask(fd);
    close(fd);
    if (status != 200) {
        return verb_fail(EXIT_WRONG, "not ready: the daemon at %.*s %s", SPAN_ARGS(where),
            status == 0 ? "gave no answer within a second" : "says so");
    }
    return EX_OK;
}
