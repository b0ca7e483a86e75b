// SPDX-License-Identifier: MIT
// notify: tells systemd how the daemon is, without its library. Floor: verbs.
// Source: sd_notify(3), systemd.service(5): Type=notify, WatchdogSec=. Outside of systemd nothing
// is said to nobody.
#pragma once

#include <stdint.h>

struct notify {
    int fd;              // -1: nobody listens
    int64_t watchdog_ms; // a sign of life is due so often at the latest; 0: none is wanted
};

// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID and takes them out of the environment. To be
// called before the sandbox, which allows no new sockets.
void notify_open(struct notify *n);
void notify_close(struct notify *n);

// `state`: lines as sd_notify(3) has them.
void notify_send(const struct notify *n, const char *state);
// A reload begins; notify_send() with READY=1 ends it.
void notify_reloading(const struct notify *n, int64_t now_us);
