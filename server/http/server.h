// SPDX-License-Identifier: MIT
// server: listening sockets, and one thread a loop that answers on them. Floor: http.
// The order is the caller's: server_bind() as whoever may bind; drop privileges, load;
// server_run(); then server_report() after each reload; server_drain(), server_stop(),
// server_free(). Threads only take snapshots from the slot; they never load. All calls are of one
// thread.
#pragma once

#include "http/access_log.h"
#include "http/listen.h"
#include "http/proxies.h"
#include "http/source_report.h"
#include "state/snapshot.h"

struct http_server;

struct server_settings {
    const char *const *listen; // --listen
    size_t listen_count;
    const char *const *tls_listen; // --tls-listen
    size_t tls_listen_count;
    struct slot *certificates; // certificates.h, for TLS; NULL: none
    const char *acme_dir;      // --acme-dir; NULL: none
    const char *admin;         // --admin: an address, or "none"; NULL: the default
    struct span public_url;    // without its last '/'; empty: none
    struct proxies proxies;
    size_t threads;                           // 1..THREADS_MAX
    size_t connections_max;                   // --max-connections; less where RLIMIT_NOFILE is less
    uint32_t per_ip_connections, per_ip_rate; // 0: none
    enum log_addresses log_addresses;
    enum log_clients log_clients;
    struct log *log;
    struct slot *slot;   // of snapshots
    const char *version; // of this program
};

#define SERVER_ADMIN_DEFAULT "127.0.0.1:8081"

// Raises RLIMIT_NOFILE as far as it may be, opens all sockets and makes the loops,
// so that nothing after it needs rights to open more. `settings` is copied, what it points
// to must outlive the server. NULL: *error and a line in `why` tell.
struct http_server *server_bind(
    const struct server_settings *settings, enum listen_error *error, struct buffer *why);

// Starts the threads and logs the addresses. The slot must hold a snapshot. False: `why` tells;
// nothing runs.
MUST_USE bool server_run(struct http_server *server, struct buffer *why);

// The paths of the sockets that are removed when the server is freed.
void server_each_socket_path(
    const struct http_server *server, void *context, void (*tell)(void *context, const char *path));

// What became of a reload (the first load, too), for /status and metrics.
struct server_report {
    bool ok;
    struct span message; // of a failed one; copied
    int64_t time_s;      // since 1970
    uint64_t generation; // in force now
    size_t domains, providers;
};
void server_report(struct http_server *server, const struct server_report *report);

// The same of sources, at most SOURCES_MAX of them; errors are copied.
void server_report_sources(
    struct http_server *server, const struct source_report *reports, size_t count);

// Whether all threads have come round since the last call; the first one says so of all.
bool server_is_alive(struct http_server *server);

// From now /readyz says 503 and every answer ends its connection; new ones are still taken.
void server_drain(struct http_server *server);

// Closes the listening sockets, finishes what is in flight (DRAIN_DEADLINE_MS at most) and ends the
// threads.
void server_stop(struct http_server *server);

// Version of libmicrohttpd, static.
const char *server_library_version(void);

void server_free(struct http_server *server); // NULL is fine; also one that was never run
