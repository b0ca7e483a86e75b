// SPDX-License-Identifier: MIT
// listen: addresses to listen on, and the sockets that do. Floor: http.
// Sockets come from --listen, --tls-listen and --admin, or from systemd (sd_listen_fds(3)). Those
// of TCP that we bind are opened once a loop (SO_REUSEPORT), so that the kernel spreads connections
// over the loops; a unix socket, and one from systemd, is shared by all loops.
#pragma once

#include <sys/socket.h>

#include "base/buffer.h"
#include "base/limits.h"

enum listen_error {
    LISTEN_OK,
    LISTEN_USAGE,   // not an address
    LISTEN_ADDRESS, // cannot be bound: taken, not ours, no permission
    LISTEN_SYSTEM,  // anything else
};

struct listen_address {
    struct sockaddr_storage socket;
    socklen_t socket_len;
};

enum listener_kind {
    LISTENER_PLAIN, // --listen
    LISTENER_TLS,   // --tls-listen
    LISTENER_ADMIN, // --admin
};

struct listener {
    int fd; // non-blocking, close-on-exec
    struct listen_address address;
    enum listener_kind kind;
    bool is_unix;
    bool is_shared;          // by all loops; else there is one like it for each
    const char *unlink_path; // of a unix socket that we made; NULL: none
};

struct listeners {
    struct listener items[LISTENERS_MAX];
    size_t count;
};

// "192.0.2.1:80", "[::]:8080", "unix:/run/x.sock". False: none of these; *why is for people,
// static.
MUST_USE bool listen_parse(struct span text, struct listen_address *out, const char **why);

// Opens, binds and listens; the port 0 becomes the one that the kernel chose. What went wrong is
// added to `why` as one line without its end. `spread`: there will be more sockets like it
// (listen_again()).
enum listen_error listen_open(struct listeners *all, struct span text, enum listener_kind kind,
    bool spread, struct buffer *why);
// The address of --listen's default: [::]:8080, IPv4 too; 0.0.0.0:8080 where there is no IPv6.
enum listen_error listen_open_default(struct listeners *all, bool spread, struct buffer *why);

// Takes over what systemd hands over: a socket named "admin" is the admin listener, one named "tls"
// speaks TLS. LISTEN_USAGE: there are sockets that are no listening stream sockets, or too many.
enum listen_error listen_from_systemd(struct listeners *all, struct buffer *why);

// A descriptor for one more loop: a socket like `one`, or the shared one itself, duplicated. -1:
// errno.
int listen_again(const struct listener *one);

// "127.0.0.1:8080", "[::1]:8080", "unix:/run/x.sock".
void listen_text(const struct listen_address *address, struct buffer *out);

// Closes all and removes what unix sockets left in the file system.
void listen_close(struct listeners *all);
