// SPDX-License-Identifier: MIT
#include "http/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/ip.h"

#define DEFAULT_V6  "[::]:8080"
#define DEFAULT_V4  "0.0.0.0:8080"
#define UNIX_PREFIX "unix:"

static bool parse_unix(struct span path, struct listen_address *out, const char **why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.len == 0 || path.ptr[0] != '/' || span_has(path, '\0')) {
        *why = "the path of a unix socket begins with '/'";
        return false;
    }
    if (path.len >= sizeof address.sun_path) {
        *why = "the path of the unix socket is too long";
        return false;
    }
    memcpy(address.sun_path, path.ptr, path.len);
    memcpy(&out->socket, &address, sizeof address);
    out->socket_len = sizeof address;
    return true;
}

static void set_internet(const struct ip *ip, uint16_t port, struct listen_address *out)
{
    if (ip_is_v4(ip)) {
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
        memcpy(&v4.sin_addr, ip->bytes + IP_V4_SKIPPED_BITS / 8, sizeof v4.sin_addr);
        memcpy(&out->socket, &v4, sizeof v4);
        out->socket_len = sizeof v4;
        return;
    }
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    memcpy(&v6.sin6_addr, ip->bytes, sizeof v6.sin6_addr);
    memcpy(&out->socket, &v6, sizeof v6);
    out->socket_len = sizeof v6;
}

bool listen_parse(struct span text, struct listen_address *out, const char **why)
{
    *out = (struct listen_address){.socket_len = 0};
    if (span_starts_with(text, SPAN(UNIX_PREFIX))) {
        return parse_unix(span_from(text, strlen(UNIX_PREFIX)), out, why);
    }
    struct span host;
    struct span port;
    uint64_t number;
    bool is_cut = span_cut_last(text, ':', &host, &port);
    if (!is_cut || !span_is_digits(port)) {
        *why = "expected ADDRESS:PORT, [IPV6]:PORT or unix:/PATH";
        return false;
    }
    if (!span_to_u64(port, UINT16_MAX, &number)) {
        *why = "the port is not in 0..65535";
        return false;
    }
    bool brackets = span_starts_with(host, SPAN("[")) && span_ends_with(host, SPAN("]"));
    struct span address = brackets ? span_until(span_from(host, 1), host.len - 2) : host;
    struct ip ip;
    if (!ip_parse(address, &ip) || brackets != span_has(address, ':')) {
        *why = "not an IP address (an IPv6 address stands in brackets)";
        return false;
    }
    set_internet(&ip, (uint16_t)number, out);
    return true;
}

void listen_text(const struct listen_address *address, struct buffer *out)
{
    struct ip ip;
    const struct sockaddr *socket = (const struct sockaddr *)&address->socket;
    if (!ip_from_socket(socket, &ip)) {
        struct sockaddr_un path;
        memcpy(&path, &address->socket, sizeof path);
        buffer_add_c(out, UNIX_PREFIX);
        buffer_add_c(out, path.sun_path);
        return;
    }
    // sin_port and sin6_port lie at the same place.
    struct sockaddr_in internet;
    memcpy(&internet, &address->socket, sizeof internet);
    char text[IP_TEXT_BYTES];
    bool brackets = socket->sa_family == AF_INET6;
    buffer_add_c(out, brackets ? "[" : "");
    buffer_add(out, ip_text(&ip, text));
    buffer_add_c(out, brackets ? "]:" : ":");
    buffer_add_number(out, ntohs(internet.sin_port));
}

static int open_socket(const struct listen_address *address, bool reuse_port)
{
    int family = address->socket.ss_family;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    const int on = 1;
    const int off = 0;
    if (family != AF_UNIX) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    }
    bool failed = reuse_port && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0;
    failed =
        failed || bind(fd, (const struct sockaddr *)&address->socket, address->socket_len) != 0;
    if (failed) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

// A socket file that nobody listens on is the remains of a daemon that was killed. Any other file
// is somebody's.
static void remove_dead_socket(const struct listen_address *address)
{
    struct sockaddr_un path;
    struct stat info;
    memcpy(&path, &address->socket, sizeof path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return;
    }
    bool is_socket = lstat(path.sun_path, &info) == 0 && S_ISSOCK(info.st_mode);
    const struct sockaddr *to = (const struct sockaddr *)&address->socket;
    if (is_socket && connect(fd, to, address->socket_len) != 0 && errno == ECONNREFUSED) {
        unlink(path.sun_path);
    }
    close(fd);
}

static enum listen_error explain(const struct listen_address *address, struct buffer *why)
{
    int error = errno;
    buffer_add_c(why, "cannot listen on ");
    listen_text(address, why);
    buffer_format(why, ": %s", strerror(error));
    switch (error) {
    case EADDRINUSE:
    case EADDRNOTAVAIL:
    case EACCES:
    case EPERM:
    case EAFNOSUPPORT:
    case ENOENT: // of a unix socket's directory
    case ENOTDIR:
    case EROFS:
        return LISTEN_ADDRESS;
    default:
        return LISTEN_SYSTEM;
    }
}

// SO_REUSEPORT alone would let a second daemon of the same user share the port unnoticed: a socket
// without it finds out whether the port is free.
static bool is_free(const struct listen_address *address)
{
    int fd = open_socket(address, false);
    if (fd < 0) {
        return false;
    }
    close(fd);
    return true;
}

static enum listen_error open_listener(struct listeners *all, const struct listen_address *address,
    enum listener_kind kind, bool spread, struct buffer *why)
{
    if (all->count == COUNT_OF(all->items)) {
        buffer_format(why, "more than %zu listeners", COUNT_OF(all->items));
        return LISTEN_USAGE;
    }
    struct listener one = {.address = *address, .kind = kind};
    one.is_unix = address->socket.ss_family == AF_UNIX;
    one.is_shared = one.is_unix || kind == LISTENER_ADMIN || !spread;
    if (one.is_unix) {
        remove_dead_socket(address);
    }
    if (!one.is_shared && !is_free(address)) {
        return explain(address, why);
    }
    one.fd = open_socket(address, !one.is_shared);
    if (one.fd < 0) {
        return explain(address, why);
    }
    struct listener *kept = &all->items[all->count++];
    *kept = one;
    if (one.is_unix) {
        const struct sockaddr_un *path = (const struct sockaddr_un *)&kept->address.socket;
        kept->unlink_path = path->sun_path;
        chmod(path->sun_path, kind == LISTENER_ADMIN ? 0660 : 0666);
    }
    kept->address.socket_len = sizeof kept->address.socket;
    if (getsockname(
            kept->fd, (struct sockaddr *)&kept->address.socket, &kept->address.socket_len) != 0 ||
        listen(kept->fd, LISTEN_BACKLOG) != 0) {
        return explain(address, why);
    }
    return LISTEN_OK;
}

enum listen_error listen_open(struct listeners *all, struct span text, enum listener_kind kind,
    bool spread, struct buffer *why)
{
    static const char *const options[] = {
        [LISTENER_PLAIN] = "listen",
        [LISTENER_TLS] = "tls-listen",
        [LISTENER_ADMIN] = "admin",
    };
    struct listen_address address;
    const char *reason;
    if (!listen_parse(text, &address, &reason)) {
        buffer_format(why, "option '--%s': '%.*s': %s", options[kind], SPAN_ARGS(text), reason);
        return LISTEN_USAGE;
    }
    return open_listener(all, &address, kind, spread, why);
}

enum listen_error listen_open_default(struct listeners *all, bool spread, struct buffer *why)
{
    enum listen_error error = listen_open(all, SPAN(DEFAULT_V6), LISTENER_PLAIN, spread, why);
    if (error == LISTEN_ADDRESS && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)) {
        buffer_empty(why);
        error = listen_open(all, SPAN(DEFAULT_V4), LISTENER_PLAIN, spread, why);
    }
    return error;
}

int listen_again(const struct listener *one)
{
    if (one->is_shared) {
        return fcntl(one->fd, F_DUPFD_CLOEXEC, 0);
    }
    int fd = open_socket(&one->address, true);
    if (fd >= 0 && listen(fd, LISTEN_BACKLOG) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

void listen_close(struct listeners *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].fd >= 0) {
            close(all->items[i].fd);
        }
        if (all->items[i].unlink_path != NULL) {
            unlink(all->items[i].unlink_path);
        }
    }
    all->count = 0;
}
