// SPDX-License-Identifier: MIT
// The daemon: this thread binds, loads, watches, reloads and takes signals; http/'s threads answer.
#include "verbs/verb.h"

#include "http/certificates.h"
#include "verbs/confine.h"
#include "verbs/loading.h"
#include "verbs/notify.h"
#include "verbs/privileges.h"
#include "verbs/serve_settings.h"
#include "verbs/settling.h"
#include "verbs/signals.h"
#include "verbs/sources.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK_MS = 10 * 1000, // changes that inotify cannot hear of are looked for so often
    REPORT_MAX_BYTES = 64 * 1024,
};

// Root's files are its own, but those of others it reads by a capability.
static const char without_capabilities[] = "the daemon gives its capabilities up, so root, too, "
                                           "needs the file's permission: owner root, or "
                                           "readable by all";

struct daemon {
    struct arena *arena; // of what lives as long as it
    const struct options *options;
    struct serve_settings settings;
    struct log log;
    struct settling files; // the configuration's
    struct sources sources;
    bool lists_changed; // and are not loaded yet
    struct slot slot;
    struct settling tls_files;
    struct slot certificates;
    struct http_server *server;
    int signals; // signalfd
    struct notify notify;
    const char *confined_hint; // NULL: not confined yet
    int64_t next_life_ms;      // when systemd is to hear of us next
};

static void log_loaded(
    struct daemon *daemon, const struct snapshot *s, const struct snapshot_difference *difference)
{
    struct index_size size = index_size(s->index);
    struct log_line line;
    log_begin(&line, &daemon->log, LOG_LEVEL_INFO,
        s->base == NULL ? "configuration loaded" : "lists joined to the old configuration");
    log_number(&line, "generation", s->generation);
    log_number(&line, "providers", s->configuration.providers.len);
    log_number(&line, "domains", size.domains);
    log_number(&line, "mx", size.mx);
    if (difference != NULL) {
        log_number(&line, "added", difference->added);
        log_number(&line, "removed", difference->removed);
    }
    log_end(&line);
}

static void report(struct daemon *daemon, const struct diagnostics *d, bool ok)
{
    const struct snapshot *now = slot_take(&daemon->slot);
    struct buffer message;
    buffer_init(&message, REPORT_MAX_BYTES);
    for (const struct diagnostic *one = d->first; one != NULL && !ok; one = one->next) {
        if (one->severity == SEVERITY_ERROR) {
            diag_print_line(d, one, &message);
            break;
        }
    }
    server_report(daemon->server, &(struct server_report){
                                      .ok = ok,
                                      .message = buffer_span(&message),
                                      .time_s = (int64_t)time(NULL),
                                      .generation = now->generation,
                                      .domains = index_size(now->index).domains,
                                      .providers = now->configuration.providers.len,
                                  });
    server_report_sources(daemon->server, daemon->sources.reports, daemon->sources.count);
    buffer_finish(&message);
    slot_drop(&daemon->slot, now);
}

static struct load_options load_options_of(const struct daemon *daemon)
{
    struct load_options load = loading_options(daemon->options, loading_path(daemon->options));
    load.lists = &daemon->sources.lists;
    load.forbidden_hint = geteuid() == 0 ? without_capabilities : NULL;
    load.confined_hint = daemon->confined_hint;
    return load;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// What `systemctl status` shows.
static void notify_ready(struct daemon *daemon, bool is_new)
{
    char state[128];
    const struct snapshot *now = slot_take(&daemon->slot);
    (void)snprintf(state, sizeof state, "READY=1\nSTATUS=domains: %zu, configuration %llu%s",
        index_size(now->index).domains, (unsigned long long)now->generation,
        is_new ? "" : "; the newer one is wrong, see the log");
    slot_drop(&daemon->slot, now);
    notify_send(&daemon->notify, state);
}

static void put_in_force(struct daemon *daemon, struct snapshot *next)
{
    const struct snapshot *before = slot_take(&daemon->slot);
    struct snapshot_difference difference = snapshot_compare(before, next);
    slot_drop(&daemon->slot, before);
    sources_loaded(&daemon->sources);
    snapshot_swap(&daemon->slot, next);
    log_loaded(daemon, next, &difference);
}

// Takes up what is on the disk, if it is right; else says why, and takes up just the lists.
static void reload(struct daemon *daemon)
{
    notify_reloading(&daemon->notify, now_ms() * 1000);
    struct diagnostics d;
    enum file_error error = FILE_OK;
    struct load_options load = load_options_of(daemon);
    diag_init(&d);
    struct snapshot *next = snapshot_load(&load, &d, &error, daemon->files.watch);
    loading_log(&daemon->log, &d);
    if (next != NULL) {
        put_in_force(daemon, next);
    } else {
        struct log_line line;
        log_begin(&line, &daemon->log, LOG_LEVEL_ERROR, "configuration refused, the old one stays");
        log_text(&line, "file", span_from_c(load.config));
        log_number(&line, "errors", d.errors);
        log_end(&line);
    }
    if (next == NULL && daemon->lists_changed) {
        put_in_force(daemon, snapshot_relist(&daemon->slot, &load));
    }
    daemon->lists_changed = false;
    report(daemon, &d, next != NULL);
    notify_ready(daemon, next != NULL);
    diag_finish(&d);
}

// The first load: errors are told as `check` tells them. The exit code.
static int load(struct daemon *daemon)
{
    struct diagnostics d;
    enum file_error error = FILE_OK;
    struct load_options load = load_options_of(daemon);
    diag_init(&d);
    struct snapshot *first = snapshot_load(&load, &d, &error, daemon->files.watch);
    loading_note_missing(load.config, error, &d);
    if (first == NULL) {
        struct buffer text;
        buffer_init(&text, REPORT_MAX_BYTES);
        diag_print(&d, options_color(daemon->options, STDERR_FILENO), &text);
        fprintf(stderr, "%.*s", SPAN_ARGS(buffer_span(&text)));
        buffer_finish(&text);
    } else {
        loading_log(&daemon->log, &d);
        sources_loaded(&daemon->sources);
        snapshot_swap(&daemon->slot, first);
        log_loaded(daemon, first, NULL);
        report(daemon, &d, true);
    }
    diag_finish(&d);
    return first == NULL ? loading_exit_code(error, EX_CONFIG) : EX_OK;
}

// False: what is there cannot be used. Nothing there yet is fine: https waits.
static bool load_certificates(struct daemon *daemon)
{
    struct diagnostics d;
    diag_init(&d);
    bool loaded = certificates_load(&daemon->certificates, span_from_c(daemon->settings.tls_dir),
        daemon->tls_files.watch, (int64_t)time(NULL), &d);
    loading_log(&daemon->log, &d);
    diag_finish(&d);
    size_t count = certificates_facts(&daemon->certificates).count;
    if (loaded && count > 0) {
        struct log_line line;
        log_begin(&line, &daemon->log, LOG_LEVEL_INFO, "certificates loaded");
        log_number(&line, "certificates", count);
        log_end(&line);
    }
    return loaded;
}

static int bind_code(enum listen_error error)
{
    switch (error) {
    case LISTEN_OK:
        return EX_OK;
    case LISTEN_USAGE:
        return EX_USAGE;
    case LISTEN_ADDRESS:
        return EX_UNAVAILABLE;
    case LISTEN_SYSTEM:
        break;
    }
    return EX_OSERR;
}

// Everything up to the threads, in the only order that works: who may bind, binds; what must be
// readable later, is read as who reads it later; what runs programs is born; then the doors close.
static int start(struct daemon *daemon)
{
    char memory[512];
    struct buffer why;
    enum listen_error error = LISTEN_OK;
    buffer_init_fixed(&why, memory, sizeof memory);
    daemon->server = server_bind(&daemon->settings.server, &error, &why);
    if (daemon->server == NULL) {
        return verb_fail(bind_code(error), "%.*s", SPAN_ARGS(buffer_span(&why)));
    }
    const char *reason = "";
    const char *user = daemon->settings.user;
    int code = privileges_drop(user, &reason);
    if (code != EX_OK) {
        return verb_fail(code, "cannot become user '%s': %s", user, reason);
    }
    if (!sources_start(&daemon->sources, &daemon->log)) {
        return verb_fail(EX_OSERR, "cannot start a process to read --domains-from");
    }
    sources_wait(&daemon->sources, daemon->signals);
    code = load(daemon);
    if (code == EX_OK && daemon->settings.tls_dir != NULL && !load_certificates(daemon)) {
        code = EX_CONFIG;
    }
    if (code != EX_OK) {
        return code;
    }
    const struct confine_paths paths = {
        .server = daemon->server,
        .files = daemon->files.watch,
        .tls_files = daemon->tls_files.watch,
        .tls_dir = daemon->settings.tls_dir,
        .acme_dir = daemon->settings.server.acme_dir,
    };
    code = confine(daemon->arena, &paths, daemon->settings.require_sandbox, &daemon->log,
        &daemon->confined_hint);
    if (code != EX_OK) {
        return code;
    }
    if (!server_run(daemon->server, &why)) {
        return verb_fail(EX_OSERR, "%.*s", SPAN_ARGS(buffer_span(&why)));
    }
    return EX_OK;
}

// A sign of life, at twice the pace that is wanted, as long as all threads come round.
static void show_life(struct daemon *daemon)
{
    if (daemon->notify.watchdog_ms == 0 || now_ms() < daemon->next_life_ms) {
        return;
    }
    if (server_is_alive(daemon->server)) {
        notify_send(&daemon->notify, "WATCHDOG=1");
    }
    daemon->next_life_ms = now_ms() + daemon->notify.watchdog_ms / 2;
}

// How long nothing is to be done but wait.
static int64_t wait_ms(const struct daemon *daemon)
{
    bool waits = daemon->files.since_ms != 0 || daemon->tls_files.since_ms != 0;
    int64_t longest = waits ? SETTLE_MS : LOOK_MS;
    int64_t life = daemon->next_life_ms - now_ms();
    if (daemon->notify.watchdog_ms == 0 || life > longest) {
        return longest;
    }
    return life > 0 ? life : 0;
}

static void take_lists(struct daemon *daemon)
{
    daemon->lists_changed = sources_take(&daemon->sources) || daemon->lists_changed;
    server_report_sources(daemon->server, daemon->sources.reports, daemon->sources.count);
}

// Serves until a signal says stop.
static void serve(struct daemon *daemon)
{
    struct pollfd events[] = {
        {.fd = daemon->signals, .events = POLLIN},
        {.fd = watch_fd(daemon->files.watch), .events = POLLIN}, // -1 is passed over
        {.fd = watch_fd(daemon->tls_files.watch), .events = POLLIN},
        {.events = POLLIN},
    };
    for (;;) {
        events[3].fd = sources_fd(&daemon->sources);
        int ready = poll(events, COUNT_OF(events), (int)wait_ms(daemon));
        show_life(daemon);
        struct arrivals came = signals_take(daemon->signals);
        if (came.stop) {
            return;
        }
        if (came.hangup) {
            sources_again(&daemon->sources);
        }
        if (events[3].revents != 0) {
            take_lists(daemon);
        }
        bool look = ready <= 0 || came.hangup;
        bool settled =
            (look || events[1].revents != 0) && settling_is_done(&daemon->files, now_ms());
        // Files that change at this moment are waited for: lists come with them.
        bool lists = daemon->lists_changed && daemon->files.since_ms == 0;
        if (settled || came.hangup || lists) {
            daemon->files.since_ms = 0;
            reload(daemon);
        }
        if (daemon->settings.tls_dir != NULL && (look || events[2].revents != 0) &&
            (settling_is_done(&daemon->tls_files, now_ms()) || came.hangup)) {
            daemon->tls_files.since_ms = 0;
            (void)load_certificates(daemon); // else the old ones stay
        }
    }
}

// Not ready any more, but still answering: whoever balances load has time to see it. A second
// signal ends the wait.
static void drain(struct daemon *daemon)
{
    struct pollfd event = {.fd = daemon->signals, .events = POLLIN};
    int64_t end = now_ms() + (int64_t)daemon->settings.drain_s * 1000;
    bool stop = false;
    struct log_line line;
    log_begin(&line, &daemon->log, LOG_LEVEL_INFO, "stopping");
    log_number(&line, "drain_s", daemon->settings.drain_s);
    log_end(&line);
    notify_send(&daemon->notify, "STOPPING=1");
    server_drain(daemon->server);
    for (int64_t left = end - now_ms(); left > 0 && !stop; left = end - now_ms()) {
        (void)poll(&event, 1, (int)left);
        stop = signals_take(daemon->signals).stop;
    }
    server_stop(daemon->server);
}

int verb_serve(struct arena *a, const struct options *options)
{
    struct daemon daemon = {.options = options, .arena = a};
    struct span error;
    if (!serve_settings_read(a, options, &daemon.settings, &error) ||
        !sources_parse(a, options, &daemon.sources, &error) ||
        !sources_settle(a, options, &daemon.sources, &error)) {
        return verb_fail(EX_USAGE, "%.*s", SPAN_ARGS(error));
    }
    daemon.signals = signals_open();
    if (daemon.signals < 0) {
        return verb_fail(EX_OSERR, "no signalfd");
    }
    log_init(&daemon.log, STDERR_FILENO, daemon.settings.log_level, daemon.settings.log_json);
    notify_open(&daemon.notify);
    snapshot_slot_init(&daemon.slot);
    certificates_slot_init(&daemon.certificates);
    daemon.files = (struct settling){.watch = watch_new()};
    daemon.tls_files = (struct settling){.watch = watch_new()};
    daemon.settings.server.log = &daemon.log;
    daemon.settings.server.slot = &daemon.slot;
    daemon.settings.server.certificates =
        daemon.settings.tls_dir != NULL ? &daemon.certificates : NULL;
    int code = start(&daemon);
    if (code == EX_OK) {
        notify_ready(&daemon, true);
        serve(&daemon);
        drain(&daemon);
    }
    server_free(daemon.server);
    sources_finish(&daemon.sources);
    watch_free(daemon.files.watch);
    watch_free(daemon.tls_files.watch);
    slot_finish(&daemon.slot);
    slot_finish(&daemon.certificates);
    notify_close(&daemon.notify);
    close(daemon.signals);
    return code;
}
