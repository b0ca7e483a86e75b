// SPDX-License-Identifier: MIT
#include "verbs/notify.h"

#include "base/span.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { US_PER_MS = 1000 };

static int64_t read_watchdog(void)
{
    struct span pid_text = span_from_c(getenv("WATCHDOG_PID"));
    struct span us_text = span_from_c(getenv("WATCHDOG_USEC"));
    uint64_t pid;
    uint64_t us;
    bool mine =
        pid_text.len == 0 || (span_to_u64(pid_text, INT32_MAX, &pid) && pid == (uint64_t)getpid());
    return mine && span_to_u64(us_text, INT64_MAX, &us) ? (int64_t)us / US_PER_MS : 0;
}

static int open_socket(struct span path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    bool is_abstract = span_starts_with(path, SPAN("@"));
    if (path.len >= sizeof address.sun_path ||
        !(is_abstract || span_starts_with(path, SPAN("/")))) {
        return -1;
    }
    memcpy(address.sun_path, path.ptr, path.len);
    if (is_abstract) {
        address.sun_path[0] = '\0';
    }
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.len);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, len) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void notify_open(struct notify *n)
{
    *n = (struct notify){.fd = -1};
    struct span path = span_from_c(getenv("NOTIFY_SOCKET"));
    if (path.len != 0) {
        n->fd = open_socket(path);
        n->watchdog_ms = n->fd < 0 ? 0 : read_watchdog();
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_PID");
    unsetenv("WATCHDOG_USEC");
}

void notify_close(struct notify *n)
{
    if (n->fd >= 0) {
        close(n->fd);
    }
    n->fd = -1;
}

void notify_send(const struct notify *n, const char *state)
{
    if (n->fd >= 0) {
        // A manager that does not take it in will find out by its watchdog.
        (void)!send(n->fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

void notify_reloading(const struct notify *n, int64_t now_us)
{
    char state[64];
    (void)snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%" PRId64, now_us);
    notify_send(n, state);
}
