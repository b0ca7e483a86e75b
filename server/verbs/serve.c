// SPDX-License-Identifier: MIT
// The daemon: this thread binds, loads, watches, reloads and takes signals; http/'s threads answer.
#include "verbs/verb.h"

#include "base/watch.h"
#include "verbs/loading.h"
#include "verbs/privileges.h"
#include "verbs/sandbox.h"
#include "verbs/serve_settings.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK_MS = 10 * 1000,       // changes that inotify cannot hear of are looked for so often
    SETTLE_MS = 100,           // a change is taken up when it is whole and nothing more happened
    SETTLE_MAX_MS = 10 * 1000, // or after so long at the latest
    REPORT_MAX_BYTES = 64 * 1024,
};

struct daemon {
    const struct options *options;
    struct serve_settings settings;
    struct log log;
    struct watch *watch;
    struct snapshot_slot slot;
    struct http_server *server;
    int signals; // signalfd
};

static void log_diagnostics(struct daemon *daemon, const struct diagnostics *d)
{
    struct buffer text;
    enum log_level level = LOG_LEVEL_WARNING;
    buffer_init(&text, REPORT_MAX_BYTES);
    for (const struct diagnostic *one = d->first; one != NULL; one = one->next) {
        struct log_line line;
        buffer_empty(&text);
        diag_print_line(d, one, &text);
        if (one->severity != SEVERITY_NOTE) { // a note is as urgent as what it belongs to
            level = one->severity == SEVERITY_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING;
        }
        log_begin(&line, &daemon->log, level, "configuration");
        log_text(&line, "text", buffer_span(&text));
        log_end(&line);
    }
    buffer_finish(&text);
}

static void log_loaded(
    struct daemon *daemon, const struct snapshot *s, const struct snapshot_difference *difference)
{
    struct index_size size = index_size(s->index);
    struct log_line line;
    log_begin(&line, &daemon->log, LOG_LEVEL_INFO, "configuration loaded");
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
    const struct snapshot *now = snapshot_take(&daemon->slot);
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
    buffer_finish(&message);
    snapshot_drop(&daemon->slot, now);
}

static struct load_options load_options_of(const struct daemon *daemon)
{
    return loading_options(daemon->options, loading_path(daemon->options));
}

// Takes up what is on the disk, if it is right; else says why and leaves all as it was.
static void reload(struct daemon *daemon)
{
    struct diagnostics d;
    enum file_error error = FILE_OK;
    struct load_options load = load_options_of(daemon);
    diag_init(&d);
    struct snapshot *next = snapshot_load(&load, &d, &error, daemon->watch);
    log_diagnostics(daemon, &d);
    if (next != NULL) {
        const struct snapshot *before = snapshot_take(&daemon->slot);
        struct snapshot_difference difference = snapshot_compare(before, next);
        snapshot_drop(&daemon->slot, before);
        snapshot_swap(&daemon->slot, next);
        log_loaded(daemon, next, &difference);
    } else {
        struct log_line line;
        log_begin(&line, &daemon->log, LOG_LEVEL_ERROR, "configuration refused, the old one stays");
        log_text(&line, "file", span_from_c(load.config));
        log_number(&line, "errors", d.errors);
        log_end(&line);
    }
    report(daemon, &d, next != NULL);
    diag_finish(&d);
}

// The first load: errors are told as `check` tells them. The exit code.
static int load(struct daemon *daemon)
{
    struct diagnostics d;
    enum file_error error = FILE_OK;
    struct load_options load = load_options_of(daemon);
    diag_init(&d);
    struct snapshot *first = snapshot_load(&load, &d, &error, daemon->watch);
    if (first == NULL) {
        struct buffer text;
        buffer_init(&text, REPORT_MAX_BYTES);
        diag_print(&d, options_color(daemon->options, STDERR_FILENO), &text);
        fprintf(stderr, "%.*s", SPAN_ARGS(buffer_span(&text)));
        buffer_finish(&text);
    } else {
        log_diagnostics(daemon, &d);
        snapshot_swap(&daemon->slot, first);
        log_loaded(daemon, first, NULL);
        report(daemon, &d, true);
    }
    diag_finish(&d);
    return first == NULL ? loading_exit_code(error, EX_CONFIG) : EX_OK;
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
// readable later, is read as who reads it later; then the doors close.
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
    int code = user == NULL ? EX_OK : privileges_drop(user, &reason);
    if (code != EX_OK) {
        return verb_fail(code, "cannot become user '%s': %s", user, reason);
    }
    code = load(daemon);
    if (code != EX_OK) {
        return code;
    }
    struct sandbox_state sandbox = sandbox_enter();
    if (!sandbox.landlock || !sandbox.seccomp) {
        if (daemon->settings.require_sandbox) {
            return verb_fail(EX_OSERR, "no sandbox: the kernel lacks %s",
                sandbox.landlock ? "seccomp" : "landlock");
        }
        log_message(&daemon->log, LOG_LEVEL_WARNING, "sandbox incomplete: the kernel lacks %s%s",
            sandbox.landlock ? "" : "landlock ", sandbox.seccomp ? "" : "seccomp");
    }
    if (!server_run(daemon->server, &why)) {
        return verb_fail(EX_OSERR, "%.*s", SPAN_ARGS(buffer_span(&why)));
    }
    return EX_OK;
}

// The signals that came since the last call, each once however often it came.
struct arrivals {
    bool hangup;
    bool stop;
};

static struct arrivals take_signals(int signals)
{
    struct arrivals came = {false, false};
    struct signalfd_siginfo one;
    while (read(signals, &one, sizeof one) == sizeof one) {
        came.hangup = came.hangup || one.ssi_signo == SIGHUP;
        came.stop = came.stop || one.ssi_signo != SIGHUP;
    }
    return came;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Serves until a signal says stop.
static void serve(struct daemon *daemon)
{
    struct pollfd events[] = {
        {.fd = daemon->signals, .events = POLLIN},
        {.fd = watch_fd(daemon->watch), .events = POLLIN}, // -1 is passed over
    };
    int64_t changed_since = 0; // 0: nothing is waiting to settle
    for (;;) {
        int ready = poll(events, COUNT_OF(events), changed_since != 0 ? SETTLE_MS : LOOK_MS);
        struct arrivals came = take_signals(daemon->signals);
        bool files_are_quiet = ready > 0 && events[1].revents == 0 && !came.hangup;
        if (came.stop) {
            return;
        }
        if (files_are_quiet) {
            continue;
        }
        bool changed = watch_changed(daemon->watch);
        if (changed && changed_since == 0) {
            changed_since = now_ms();
        }
        bool quiet = !changed && !watch_written(daemon->watch);
        bool settled = changed_since != 0 && (quiet || now_ms() - changed_since > SETTLE_MAX_MS);
        if (came.hangup || settled) {
            changed_since = 0;
            reload(daemon);
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
    server_drain(daemon->server);
    for (int64_t left = end - now_ms(); left > 0 && !stop; left = end - now_ms()) {
        (void)poll(&event, 1, (int)left);
        stop = take_signals(daemon->signals).stop;
    }
    server_stop(daemon->server);
}

static int open_signals(void)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGHUP);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    // Blocked here, before there are threads, so that they all come by the descriptor.
    if (sigprocmask(SIG_BLOCK, &wanted, NULL) != 0) {
        return -1;
    }
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignored, NULL);
    return signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
}

int verb_serve(struct arena *a, const struct options *options)
{
    struct daemon daemon = {.options = options};
    struct span error;
    if (!serve_settings_read(a, options, &daemon.settings, &error)) {
        return verb_fail(EX_USAGE, "%.*s", SPAN_ARGS(error));
    }
    daemon.signals = open_signals();
    if (daemon.signals < 0) {
        return verb_fail(EX_OSERR, "no signalfd");
    }
    log_init(&daemon.log, STDERR_FILENO, daemon.settings.log_level, daemon.settings.log_json);
    snapshot_slot_init(&daemon.slot);
    daemon.watch = watch_new();
    daemon.settings.server.log = &daemon.log;
    daemon.settings.server.slot = &daemon.slot;
    int code = start(&daemon);
    if (code == EX_OK) {
        serve(&daemon);
        drain(&daemon);
    }
    server_free(daemon.server);
    watch_free(daemon.watch);
    snapshot_slot_finish(&daemon.slot);
    close(daemon.signals);
    return code;
}
