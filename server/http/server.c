// SPDX-License-Identifier: MIT
#include "http/server.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "http/loop.h"

struct http_server {
    struct arena arena; // that it lies in itself
    struct shared shared;
    struct listeners listeners;
    struct loop *loops;
    size_t running; // threads
};

// A client that is gone is an error of write(), not the end of the daemon.
static void ignore_sigpipe(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
}

static struct siphash_key random_key(void)
{
    struct siphash_key key;
    ssize_t len;
    do {
        len = getrandom(&key, sizeof key, 0);
    } while (len < 0 && errno == EINTR);
    assert(len == (ssize_t)sizeof key); // up to 256 bytes never fail
    return key;
}

static bool has_kind(const struct listeners *listeners, enum listener_kind kind)
{
    for (size_t i = 0; i < listeners->count; i++) {
        if (listeners->items[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static enum listen_error open_all(struct listeners *listeners, const char *const *addresses,
    size_t count, enum listener_kind kind, bool spread, struct buffer *why)
{
    enum listen_error error = LISTEN_OK;
    for (size_t i = 0; i < count && error == LISTEN_OK; i++) {
        error = listen_open(listeners, span_from_c(addresses[i]), kind, spread, why);
    }
    return error;
}

static enum listen_error open_public(
    struct listeners *listeners, const struct server_settings *settings, struct buffer *why)
{
    bool spread = settings->threads > 1;
    enum listen_error error =
        open_all(listeners, settings->listen, settings->listen_count, LISTENER_PLAIN, spread, why);
    if (error == LISTEN_OK && !has_kind(listeners, LISTENER_PLAIN) &&
        !has_kind(listeners, LISTENER_TLS)) {
        error = listen_open_default(listeners, spread, why); // not where systemd handed one over
    }
    return error != LISTEN_OK ? error
                              : open_all(listeners, settings->tls_listen,
                                    settings->tls_listen_count, LISTENER_TLS, spread, why);
}

static enum listen_error open_admin(
    struct listeners *listeners, const struct server_settings *settings, struct buffer *why)
{
    if (settings->admin == NULL && has_kind(listeners, LISTENER_ADMIN)) {
        return LISTEN_OK;
    }
    const char *address = settings->admin != NULL ? settings->admin : SERVER_ADMIN_DEFAULT;
    if (strcmp(address, "none") == 0) {
        return LISTEN_OK;
    }
    return listen_open(listeners, span_from_c(address), LISTENER_ADMIN, false, why);
}

// How many connections the descriptors suffice for, the limit raised as far as it may be.
static size_t affordable(const struct server_settings *settings, size_t listeners)
{
    size_t others =
        FILES_RESERVED + CONNECTIONS_ADMIN_MAX + settings->threads * (1 + 2 * listeners);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 0;
    }
    rlim_t wanted = settings->connections_max + others;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur <= others) {
        return 0;
    }
    size_t most = (size_t)(files.rlim_cur - others);
    return most < settings->connections_max ? most : settings->connections_max;
}

static void init_shared(
    struct shared *shared, struct arena *arena, const struct server_settings *settings)
{
    shared->settings = *settings;
    shared->access_log = (struct access_log){.log = settings->log,
        .addresses = settings->log_addresses,
        .clients = settings->log_clients,
        .key = random_key()};
    struct siphash_key key = random_key();
    clients_init(
        &shared->clients, arena, &key, settings->per_ip_connections, settings->per_ip_rate);
    shared->loop_count = settings->threads;
    shared->metrics = arena_array(arena, settings->threads, sizeof(struct metrics *));
    shared->asked = arena_array(arena, settings->threads, sizeof(struct asked *));
    shared->start_time_s = time(NULL);
    tls_init(&shared->tls, settings->certificates);
    int failed = pthread_mutex_init(&shared->status_lock, NULL);
    assert(failed == 0);
}

void server_each_socket_path(
    const struct http_server *server, void *context, void (*tell)(void *context, const char *path))
{
    for (size_t i = 0; i < server->listeners.count; i++) {
        if (server->listeners.items[i].unlink_path != NULL) {
            tell(context, server->listeners.items[i].unlink_path);
        }
    }
}

// Gives a loop its sockets: the first one those that were opened, further ones more like them.
static bool add_doors(struct http_server *server, size_t number, struct buffer *why)
{
    struct listeners *listeners = &server->listeners;
    for (size_t i = 0; i < listeners->count; i++) {
        struct listener *listener = &listeners->items[i];
        if (listener->kind == LISTENER_ADMIN && number > 0) {
            continue;
        }
        int fd = number + 1 < server->shared.loop_count && listener->kind != LISTENER_ADMIN
                     ? listen_again(listener)
                     : listener->fd;
        if (fd < 0) {
            buffer_format(why, "cannot open a listening socket: %s", strerror(errno));
            return false;
        }
        if (fd == listener->fd) {
            listener->fd = -1;
        }
        if (!loop_add(&server->loops[number], listener, fd, why)) {
            return false;
        }
    }
    return true;
}

static bool make_loops(struct http_server *server, struct buffer *why)
{
    struct shared *shared = &server->shared;
    server->loops = arena_array(&server->arena, shared->loop_count, sizeof *server->loops);
    for (size_t i = 0; i < shared->loop_count; i++) {
        server->loops[i].wake_fd = -1;
    }
    assert(shared->loop_count > 0); // server_bind() saw to it
    size_t share = shared->connections_max / shared->loop_count;
    for (size_t i = 0; i < shared->loop_count; i++) {
        if (!loop_init(&server->loops[i], shared, &server->arena, share, why) ||
            !add_doors(server, i, why)) {
            return false;
        }
        shared->metrics[i] = server->loops[i].metrics;
        shared->asked[i] = server->loops[i].asked;
    }
    return true;
}

struct http_server *server_bind(
    const struct server_settings *settings, enum listen_error *error, struct buffer *why)
{
    assert(settings->threads >= 1 && settings->threads <= THREADS_MAX);
    struct arena arena;
    arena_init(&arena);
    struct http_server *server = arena_array(&arena, 1, sizeof *server);
    server->arena = arena;
    ignore_sigpipe();
    init_shared(&server->shared, &server->arena, settings);

    *error = listen_from_systemd(&server->listeners, why);
    *error = *error == LISTEN_OK ? open_public(&server->listeners, settings, why) : *error;
    *error = *error == LISTEN_OK ? open_admin(&server->listeners, settings, why) : *error;
    bool has_tls = has_kind(&server->listeners, LISTENER_TLS);
    if (*error == LISTEN_OK && has_tls != (settings->certificates != NULL)) {
        buffer_add_c(why,
            has_tls ? "a socket named 'tls' from systemd wants '--tls-dir', too"
                    : "option '--tls-dir' needs '--tls-listen', too, or a socket named 'tls' from "
                      "systemd");
        *error = LISTEN_USAGE;
    }
    server->shared.has_tls = has_tls;
    if (*error == LISTEN_OK) {
        server->shared.connections_max = affordable(settings, server->listeners.count);
        if (server->shared.connections_max < settings->threads) {
            buffer_add_c(why, "the limit of open files is too low to serve anybody");
            *error = LISTEN_SYSTEM;
        }
    }
    if (*error == LISTEN_OK && !make_loops(server, why)) {
        *error = LISTEN_SYSTEM;
    }
    if (*error != LISTEN_OK) {
        server_free(server);
        return NULL;
    }
    return server;
}

static void log_listeners(const struct http_server *server)
{
    static const char *const kinds[] = {
        [LISTENER_PLAIN] = "clients",
        [LISTENER_TLS] = "tls",
        [LISTENER_ADMIN] = "admin",
    };
    for (size_t i = 0; i < server->listeners.count; i++) {
        const struct listener *listener = &server->listeners.items[i];
        char memory[sizeof(struct sockaddr_storage) + sizeof "unix:"];
        struct buffer address;
        buffer_init_fixed(&address, memory, sizeof memory);
        listen_text(&listener->address, &address);
        struct log_line line;
        log_begin(&line, server->shared.settings.log, LOG_LEVEL_INFO, "listening");
        log_text(&line, "address", buffer_span(&address));
        log_text(&line, "for", span_from_c(kinds[listener->kind]));
        log_end(&line);
    }
}

static void log_few_connections(const struct shared *shared)
{
    struct log_line line;
    log_begin(&line, shared->settings.log, LOG_LEVEL_WARNING,
        "fewer connections than wanted: the limit of open files (RLIMIT_NOFILE) is too low");
    log_number(&line, "connections", shared->connections_max);
    log_number(&line, "wanted", shared->settings.connections_max);
    log_end(&line);
}

// Signals are the main thread's: the loops' threads begin with all of them blocked.
static bool start_threads(struct http_server *server, struct buffer *why)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = 0;
    while (server->running < server->shared.loop_count && error == 0) {
        struct loop *loop = &server->loops[server->running];
        error = pthread_create(&loop->thread, NULL, loop_run, loop);
        server->running += error == 0 ? 1 : 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        buffer_format(why, "cannot start a thread: %s", strerror(error));
    }
    return error == 0;
}

bool server_run(struct http_server *server, struct buffer *why)
{
    if (!start_threads(server, why)) {
        server_stop(server);
        return false;
    }
    log_listeners(server);
    if (server->shared.connections_max < server->shared.settings.connections_max) {
        log_few_connections(&server->shared);
    }
    return true;
}

// As much of `text` as goes into `memory`, LOG_VALUE_MAX_BYTES, and is UTF-8: /status is JSON.
static struct span keep_text(char *memory, struct span text)
{
    text.len = text.len < LOG_VALUE_MAX_BYTES ? text.len : LOG_VALUE_MAX_BYTES;
    size_t legal;
    if (!utf8_check(text, &legal)) {
        text.len = legal;
    }
    if (text.len > 0) {
        memcpy(memory, text.ptr, text.len);
    }
    return (struct span){memory, text.len};
}

void server_report(struct http_server *server, const struct server_report *report)
{
    struct status *status = &server->shared.status;
    pthread_mutex_lock(&server->shared.status_lock);
    status->report = *report;
    status->report.message = keep_text(status->message, report->message);
    if (report->ok) {
        status->good_time_s = report->time_s;
        status->reloads_ok++;
    } else {
        status->reloads_failed++;
    }
    pthread_mutex_unlock(&server->shared.status_lock);
}

void server_report_sources(
    struct http_server *server, const struct source_report *reports, size_t count)
{
    struct status *status = &server->shared.status;
    pthread_mutex_lock(&server->shared.status_lock);
    for (size_t i = 0; i < count; i++) {
        status->sources[i] = reports[i];
        status->sources[i].error = keep_text(status->source_errors[i], reports[i].error);
    }
    status->source_count = count;
    pthread_mutex_unlock(&server->shared.status_lock);
}

static void set_phase(struct http_server *server, enum phase phase)
{
    atomic_store(&server->shared.phase, phase);
    for (size_t i = 0; i < server->running; i++) {
        loop_wake(&server->loops[i]);
    }
}

bool server_is_alive(struct http_server *server)
{
    bool alive = true;
    for (size_t i = 0; i < server->running; i++) {
        alive = loop_is_alive(&server->loops[i]) && alive;
    }
    return alive;
}

void server_drain(struct http_server *server)
{
    set_phase(server, PHASE_DRAIN);
}

void server_stop(struct http_server *server)
{
    set_phase(server, PHASE_STOP);
    for (size_t i = 0; i < server->running; i++) {
        pthread_join(server->loops[i].thread, NULL);
    }
    server->running = 0;
}

const char *server_library_version(void)
{
    return MHD_get_version();
}

void server_free(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    for (size_t i = 0; server->loops != NULL && i < server->shared.loop_count; i++) {
        if (server->loops[i].shared != NULL) {
            loop_finish(&server->loops[i]);
        }
    }
    listen_close(&server->listeners);
    clients_finish(&server->shared.clients);
    tls_finish(&server->shared.tls);
    pthread_mutex_destroy(&server->shared.status_lock);
    struct arena all = server->arena;
    arena_finish(&all);
}
