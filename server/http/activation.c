// SPDX-License-Identifier: MIT
// The part of listen.h that speaks with systemd, without its library: sd_listen_fds(3).
#include "http/listen.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    FIRST_FD = 3, // SD_LISTEN_FDS_START
};

// How many descriptors were handed to this very process; the variables are taken away, so that no
// program started later takes them for its own.
static size_t handed_over(struct span *names)
{
    struct span pid_text = span_from_c(getenv("LISTEN_PID"));
    struct span count_text = span_from_c(getenv("LISTEN_FDS"));
    uint64_t pid;
    uint64_t count;
    if (!span_to_u64(pid_text, INT32_MAX, &pid) || pid != (uint64_t)getpid() ||
        !span_to_u64(count_text, INT32_MAX - FIRST_FD, &count)) {
        return 0;
    }
    *names = span_from_c(getenv("LISTEN_FDNAMES"));
    return (size_t)count;
}

static bool is_listening_stream(int fd)
{
    int listening = 0;
    int type = 0;
    socklen_t len = sizeof listening;
    socklen_t type_len = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening == 1 &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_len) == 0 && type == SOCK_STREAM;
}

static struct span next_name(struct span *names)
{
    struct span name;
    struct span rest = {0};
    if (!span_cut(*names, ':', &name, &rest)) {
        name = *names;
    }
    *names = rest;
    return name;
}

static bool adopt(struct listener *one, int fd, struct span name)
{
    *one = (struct listener){.fd = fd, .is_shared = true};
    one->address.socket_len = sizeof one->address.socket;
    struct sockaddr *address = (struct sockaddr *)&one->address.socket;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
        getsockname(fd, address, &one->address.socket_len) != 0) {
        return false;
    }
    one->is_unix = address->sa_family == AF_UNIX;
    one->kind = span_equal(name, SPAN("admin")) ? LISTENER_ADMIN
                : span_equal(name, SPAN("tls")) ? LISTENER_TLS
                                                : LISTENER_PLAIN;
    return true;
}

enum listen_error listen_from_systemd(struct listeners *all, struct buffer *why)
{
    struct span names = {0};
    size_t count = handed_over(&names);
    if (count > COUNT_OF(all->items) - all->count) {
        buffer_format(why, "systemd hands over %zu sockets, more than can be listened on", count);
        return LISTEN_USAGE;
    }
    for (size_t i = 0; i < count; i++) {
        int fd = FIRST_FD + (int)i;
        if (!is_listening_stream(fd) || !adopt(&all->items[all->count], fd, next_name(&names))) {
            buffer_format(why, "descriptor %d from systemd is no listening stream socket", fd);
            return LISTEN_USAGE;
        }
        all->count++;
    }
    // The names span the environment's memory: not before here.
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return LISTEN_OK;
}
