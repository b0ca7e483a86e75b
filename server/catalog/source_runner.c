// SPDX-License-Identifier: MIT
#include "catalog/source_runner.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "catalog/source_fetch.h"

enum {
    FIRST_FD = 3,
    PATH_BYTES = 4096,
};

// The runner's own knowledge of a source.
struct state {
    const struct source *source;
    uint32_t number;
    bool has_list;
    size_t rows;           // of the last good list
    uint64_t hash;         // likewise
    char path[PATH_BYTES]; // of its file; empty: none is kept
};

struct runner {
    const struct source_runner_settings *settings;
    struct state states[SOURCES_MAX];
    struct buffer list, tidy; // of the source that is read
    int from, to;             // the daemon's ends are the others
};

static bool send_all(int fd, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = write(fd, bytes.ptr, bytes.len);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        bytes = span_from(bytes, sent > 0 ? (size_t)sent : 0);
    }
    return true;
}

// Without a daemon that listens there is nothing left to do.
static void tell(const struct runner *r, const struct state *state, enum source_message_kind kind,
    struct span text, size_t bad, int64_t time_s)
{
    const struct source_message message = {
        .source = state->number,
        .kind = kind,
        .bad = (uint32_t)(bad < UINT32_MAX ? bad : UINT32_MAX),
        .len = (uint32_t)text.len,
        .time_s = time_s,
    };
    if (!send_all(r->to, (struct span){(const char *)&message, sizeof message}) ||
        !send_all(r->to, text)) {
        _exit(0);
    }
}

static void fail(const struct runner *r, const struct state *state, const struct buffer *why)
{
    tell(r, state, SOURCE_FAIL, buffer_span(why), 0, (int64_t)time(NULL));
}

// A list that is renamed into place is never seen half written.
static bool write_list(const struct state *state, struct span text)
{
    char path[PATH_BYTES + sizeof ".new"];
    (void)snprintf(path, sizeof path, "%s.new", state->path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return false;
    }
    bool written = send_all(fd, text) && fsync(fd) == 0;
    written = close(fd) == 0 && written;
    return written && rename(path, state->path) == 0;
}

// Its file's time is when the source said it last.
static bool write_time(const struct state *state)
{
    return utimensat(AT_FDCWD, state->path, NULL, 0) == 0;
}

// Into `tidy`. False: there is none.
static bool read_list(
    struct runner *r, const struct state *state, struct source_counts *counts, int64_t *time_s)
{
    struct arena a;
    struct span text;
    struct stat info;
    arena_init(&a);
    buffer_empty(&r->tidy);
    bool found = state->path[0] != '\0' && stat(state->path, &info) == 0 &&
                 file_read(&a, state->path, SOURCE_MAX_BYTES, &text) == FILE_OK;
    if (found) {
        *counts = source_tidy(text, &r->tidy);
        *time_s = info.st_mtim.tv_sec;
    }
    arena_finish(&a);
    return found && buffer_ok(&r->tidy);
}

static void keep(struct state *state, size_t rows, struct span text)
{
    state->has_list = true;
    state->rows = rows;
    state->hash = hash_bytes(text);
}

// Why the new list does not take the old one's place; nothing: it does.
static void judge(const struct state *state, struct source_counts counts, struct buffer *why)
{
    if (counts.rows == 0 && counts.bad > 0) {
        buffer_format(why, "none of its %zu lines names a domain", counts.bad);
    } else if (state->has_list && counts.rows * 2 < state->rows) {
        buffer_format(why, "only %zu domains instead of %zu", counts.rows, state->rows);
        if (state->path[0] == '\0') {
            buffer_add_c(why, "; if that is right, restart");
        } else {
            buffer_format(why, "; if that is right, remove %s and send SIGHUP", state->path);
        }
    }
}

static void accept_list(
    struct runner *r, struct state *state, struct source_counts counts, struct buffer *why)
{
    struct span tidy = buffer_span(&r->tidy);
    bool same = state->has_list && state->hash == hash_bytes(tidy);
    if (state->path[0] != '\0' && !(same && write_time(state)) && !write_list(state, tidy)) {
        buffer_format(why, "cannot write %s: %s", state->path, strerror(errno));
        fail(r, state, why);
    }
    keep(state, counts.rows, tidy);
    tell(r, state, same ? SOURCE_SAME : SOURCE_LIST, same ? SPAN("") : tidy, counts.bad,
        (int64_t)time(NULL));
}

static void refresh(struct runner *r, struct state *state)
{
    char memory[SOURCE_WHY_MAX_BYTES + PATH_BYTES];
    struct buffer why;
    struct source_counts counts = {0};
    buffer_init_fixed(&why, memory, sizeof memory);
    buffer_empty(&r->tidy);
    if (source_fetch(state->source, r->settings->deadline_ms, &r->list, &why)) {
        counts = source_tidy(buffer_span(&r->list), &r->tidy);
        judge(state, counts, &why);
    }
    if (why.len != 0) {
        fail(r, state, &why);
    } else {
        accept_list(r, state, counts, &why);
    }
}

// The last good lists of an earlier life come first: they need nobody's answer.
static void begin(struct runner *r)
{
    for (size_t i = 0; i < r->settings->count; i++) {
        struct state *state = &r->states[i];
        struct source_counts counts;
        int64_t time_s;
        state->source = &r->settings->sources[i];
        state->number = (uint32_t)i;
        if (r->settings->state_dir != NULL) {
            (void)snprintf(state->path, sizeof state->path, "%s/domains-%016" PRIx64 ".list",
                r->settings->state_dir, hash_bytes(state->source->key));
        }
        if (read_list(r, state, &counts, &time_s)) {
            keep(state, counts.rows, buffer_span(&r->tidy));
            tell(r, state, SOURCE_OLD, buffer_span(&r->tidy), counts.bad, time_s);
        }
    }
}

// Whose file was taken away begins anew, and takes whatever comes.
static void look_for_files(struct runner *r)
{
    for (size_t i = 0; i < r->settings->count; i++) {
        struct state *state = &r->states[i];
        if (state->path[0] != '\0' && access(state->path, F_OK) != 0) {
            state->has_list = false;
        }
    }
}

// False: the daemon is gone.
static bool wait_for_word(const struct runner *r)
{
    struct pollfd word = {.fd = r->from, .events = POLLIN};
    int64_t left_ms = r->settings->refresh_ms;
    int timeout_ms = left_ms > INT32_MAX ? INT32_MAX : (int)left_ms;
    return poll(&word, 1, timeout_ms) <= 0 || (word.revents & POLLIN) != 0;
}

static bool take_words(struct runner *r)
{
    struct pollfd word = {.fd = r->from, .events = POLLIN};
    char bytes[64];
    while (poll(&word, 1, 0) > 0) {
        if (read(r->from, bytes, sizeof bytes) <= 0) {
            return false;
        }
        look_for_files(r);
    }
    return true;
}

static void run(struct runner *r)
{
    begin(r);
    do {
        if (!take_words(r)) {
            return;
        }
        for (size_t i = 0; i < r->settings->count; i++) {
            refresh(r, &r->states[i]);
        }
    } while (wait_for_word(r));
}

// Holds no socket of the daemon's, so that none outlives it.
static void close_others(int one, int other)
{
    unsigned low = (unsigned)(one < other ? one : other);
    unsigned high = (unsigned)(one < other ? other : one);
    if (low > FIRST_FD) {
        (void)close_range(FIRST_FD, low - 1, 0);
    }
    if (high > low + 1) {
        (void)close_range(low + 1, high - 1, 0);
    }
    (void)close_range(high + 1, UINT_MAX, 0);
}

static void run_child(const struct source_runner_settings *settings, int from, int to)
{
    close_others(from, to);
    (void)prctl(PR_SET_NAME, "sources");
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    (void)sigaction(SIGPIPE, &ignored, NULL); // a daemon that is gone is an error of write()
    (void)sigaction(SIGCHLD, &usual, NULL);   // programs are waited for
    struct arena a;
    arena_init(&a);
    struct runner *r = arena_array(&a, 1, sizeof *r);
    r->settings = settings;
    r->from = from;
    r->to = to;
    buffer_init(&r->list, SOURCE_MAX_BYTES);
    buffer_init(&r->tidy, SOURCE_MAX_BYTES);
    run(r);
}

bool source_runner_start(
    struct source_runner *runner, const struct source_runner_settings *settings)
{
    int words[2];
    int messages[2];
    *runner = (struct source_runner){.pid = -1, .from = -1, .to = -1};
    if (pipe2(words, O_CLOEXEC) != 0) {
        return false;
    }
    if (pipe2(messages, O_CLOEXEC) != 0) {
        close(words[0]);
        close(words[1]);
        return false;
    }
    pid_t pid = fork();
    if (pid == 0) {
        run_child(settings, words[0], messages[1]);
        _exit(0);
    }
    close(words[0]);
    close(messages[1]);
    *runner = (struct source_runner){.pid = pid, .from = messages[0], .to = words[1]};
    if (pid < 0 || fcntl(runner->from, F_SETFL, O_NONBLOCK) != 0 ||
        fcntl(runner->to, F_SETFL, O_NONBLOCK) != 0) {
        source_runner_finish(runner);
        return false;
    }
    return true;
}

void source_runner_finish(struct source_runner *runner)
{
    if (runner->from >= 0) {
        close(runner->from);
    }
    if (runner->to >= 0) {
        close(runner->to);
    }
    *runner = (struct source_runner){.pid = -1, .from = -1, .to = -1};
}
