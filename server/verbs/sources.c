// SPDX-License-Identifier: MIT
#include "verbs/sources.h"

#include "base/file.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    READ_BYTES = 64 * 1024, // what a pipe holds
    REFRESH_MAX_S = 24 * 3600,
    MS_PER_S = 1000,
};

// Two lists of one database, say, must be told from one another.
static struct span distinct_label(struct arena *a, const struct sources *s, size_t number)
{
    struct span label = s->all[number].label;
    size_t same = 1;
    for (size_t i = 0; i < number; i++) {
        struct span other;
        struct span ordinal;
        if (!span_cut(s->all[i].label, ' ', &other, &ordinal)) {
            other = s->all[i].label;
        }
        same += span_equal(other, label) ? 1 : 0;
    }
    return same == 1 ? label : arena_format(a, "%.*s #%zu", SPAN_ARGS(label), same);
}

// Beside this program, as it is built, else where it is installed.
static bool find_program(struct arena *a, const char **program)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self);
    struct span folder;
    struct span name;
    if (len <= 0 || !span_cut_last((struct span){self, (size_t)len}, '/', &folder, &name)) {
        return false;
    }
    static const char *const places[] = {"", "/../libexec/autoconfigd"};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct span path = arena_format(a, "%.*s%s/%s", SPAN_ARGS(folder), places[i], *program);
        const char *found;
        if (arena_to_c(a, path, &found) && access(found, X_OK) == 0) {
            *program = found;
            return true;
        }
    }
    return false;
}

bool sources_parse(
    struct arena *a, const struct options *options, struct sources *out, struct span *error)
{
    size_t count = options->counts[OPTION_DOMAINS_FROM];
    *out = (struct sources){.runner = {.pid = -1, .from = -1, .to = -1}};
    if (count > SOURCES_MAX) {
        *error = arena_format(a, "option '--domains-from': more than %d of them", SOURCES_MAX);
        return false;
    }
    out->all = arena_array(a, count, sizeof *out->all);
    out->reports = arena_array(a, count, sizeof *out->reports);
    out->memories = arena_array(a, count, sizeof *out->memories);
    out->texts = arena_array(a, count, sizeof *out->texts);
    struct list_outcome *outcomes = arena_array(a, count, sizeof *outcomes);
    out->lists = (struct domain_lists){out->texts, outcomes, count};
    for (size_t i = 0; i < count; i++) {
        const char *value = options->values[OPTION_DOMAINS_FROM][i];
        struct span why;
        if (!source_parse(a, span_from_c(value), &out->all[i], &why)) {
            *error = arena_format(a, "option '--domains-from': '%.*s': %.*s",
                SPAN_ARGS(out->all[i].label), SPAN_ARGS(why));
            return false;
        }
        out->all[i].label = distinct_label(a, out, i);
        out->reports[i].label = out->all[i].label;
        buffer_init(&out->memories[i].list, SOURCE_MAX_BYTES);
        out->count++;
    }
    buffer_init(&out->incoming, SOURCE_MAX_BYTES);
    return true;
}

void sources_finish(struct sources *s)
{
    source_runner_finish(&s->runner);
    for (size_t i = 0; i < s->count; i++) {
        buffer_finish(&s->memories[i].list);
    }
    buffer_finish(&s->incoming);
}

static bool find_programs(struct arena *a, struct sources *s, struct span *error)
{
    for (size_t i = 0; i < s->count; i++) {
        struct source *source = &s->all[i];
        if (source->kind == SOURCE_URL && !find_program(a, &source->words[0])) {
            *error = arena_format(a,
                "option '--domains-from': '%.*s': its program, %s, is not installed",
                SPAN_ARGS(source->label), source->words[0]);
            return false;
        }
    }
    return true;
}

bool sources_settle(
    struct arena *a, const struct options *options, struct sources *s, struct span *error)
{
    uint64_t refresh_s;
    const char *state_dir = options_value(options, OPTION_STATE_DIR);
    if (!options_seconds(a, options, OPTION_DOMAINS_REFRESH, REFRESH_MAX_S, &refresh_s, error)) {
        return false;
    }
    if (refresh_s == 0) {
        *error = SPAN("option '--domains-refresh': 0s would read without end");
        return false;
    }
    if (state_dir != NULL && !file_is_directory(state_dir)) {
        *error = arena_format(a, "option '--state-dir': '%s': no such folder", state_dir);
        return false;
    }
    s->settings = (struct source_runner_settings){
        .sources = s->all,
        .count = s->count,
        .state_dir = state_dir,
        .refresh_ms = (int64_t)refresh_s * MS_PER_S,
        .deadline_ms = SOURCE_DEADLINE_MS,
    };
    return find_programs(a, s, error);
}

bool sources_start(struct sources *s, struct log *log)
{
    s->log = log;
    return s->count == 0 || source_runner_start(&s->runner, &s->settings);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / (MS_PER_S * MS_PER_S);
}

static bool all_have_spoken(const struct sources *s)
{
    size_t spoken = 0;
    for (size_t i = 0; i < s->count; i++) {
        spoken += s->memories[i].has_spoken ? 1 : 0;
    }
    return spoken == s->count;
}

void sources_wait(struct sources *s, int signals)
{
    int64_t end_ms = now_ms() + SOURCE_DEADLINE_MS;
    while (!all_have_spoken(s) && s->runner.from >= 0) {
        struct pollfd events[] = {
            {.fd = s->runner.from, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
        int64_t left_ms = end_ms - now_ms();
        if (left_ms <= 0 || poll(events, COUNT_OF(events), (int)left_ms) <= 0 ||
            events[1].revents != 0) {
            break;
        }
        (void)sources_take(s);
    }
    for (size_t i = 0; i < s->count; i++) {
        if (!s->memories[i].has_spoken) {
            struct log_line line;
            log_begin(&line, s->log, LOG_LEVEL_WARNING, "source has said nothing yet");
            log_text(&line, "source", s->all[i].label);
            log_end(&line);
        }
    }
}

int sources_fd(const struct sources *s)
{
    return s->runner.from;
}

static void count_failure(struct sources *s, size_t number, struct span why)
{
    struct source_report *report = &s->reports[number];
    size_t len = why.len < SOURCE_WHY_MAX_BYTES ? why.len : SOURCE_WHY_MAX_BYTES;
    memcpy(s->memories[number].error, why.ptr, len);
    report->error = (struct span){s->memories[number].error, len};
    report->failures++;
    struct log_line line;
    log_begin(&line, s->log, LOG_LEVEL_WARNING, "source failed, its last good list stays");
    log_text(&line, "source", report->label);
    log_text(&line, "error", why);
    log_end(&line);
}

// Without it the lists stay as they are until the daemon is started again.
static void lose_runner(struct sources *s)
{
    source_runner_finish(&s->runner);
    for (size_t i = 0; i < s->count; i++) {
        count_failure(s, i, SPAN("the process that reads sources has ended: restart the daemon"));
    }
}

static void take_list(struct sources *s, size_t number)
{
    struct source_report *report = &s->reports[number];
    bool is_old = s->head.kind == SOURCE_OLD;
    struct buffer before = s->memories[number].list;
    s->memories[number].list = s->incoming;
    s->incoming = before;
    s->texts[number] = buffer_span(&s->memories[number].list);
    report->bad = s->head.bad;
    struct log_line line;
    log_begin(&line, s->log, s->head.bad == 0 ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
        is_old ? "source's last good list" : "source read");
    log_text(&line, "source", report->label);
    log_number(&line, "bytes", s->head.len);
    if (s->head.bad != 0) {
        log_number(&line, "bad_lines", s->head.bad);
    }
    log_end(&line);
}

// True: a list is another one now.
static bool take_message(struct sources *s)
{
    size_t number = s->head.source;
    struct source_report *report = &s->reports[number];
    s->memories[number].has_spoken = true;
    switch ((enum source_message_kind)s->head.kind) {
    case SOURCE_FAIL:
        count_failure(s, number, buffer_span(&s->incoming));
        return false;
    case SOURCE_LIST:
    case SOURCE_OLD:
        take_list(s, number);
        break;
    case SOURCE_SAME:
        break;
    }
    report->read_s = s->head.time_s;
    if (s->head.kind != SOURCE_OLD) {
        report->error = SPAN("");
    }
    return s->head.kind != SOURCE_SAME;
}

// As read() has it.
static ssize_t read_more(struct sources *s)
{
    if (s->head_len < sizeof s->head) {
        ssize_t got =
            read(s->runner.from, (char *)&s->head + s->head_len, sizeof s->head - s->head_len);
        s->head_len += got > 0 ? (size_t)got : 0;
        return got;
    }
    char bytes[READ_BYTES];
    size_t left = s->head.len - s->incoming.len;
    ssize_t got = read(s->runner.from, bytes, left < sizeof bytes ? left : sizeof bytes);
    if (got > 0) {
        buffer_add(&s->incoming, (struct span){bytes, (size_t)got});
    }
    return got;
}

bool sources_take(struct sources *s)
{
    bool changed = false;
    while (s->runner.from >= 0) {
        if (s->head_len == sizeof s->head && s->incoming.len == s->head.len) {
            changed = take_message(s) || changed;
            buffer_empty(&s->incoming);
            s->head_len = 0;
        }
        ssize_t got = read_more(s);
        if (got < 0 && errno == EAGAIN) {
            break;
        }
        if (got == 0 || (got < 0 && errno != EINTR)) {
            lose_runner(s);
        }
    }
    return changed;
}

void sources_again(const struct sources *s)
{
    if (s->runner.to >= 0) {
        (void)!write(s->runner.to, "", 1);
    }
}

void sources_loaded(struct sources *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct list_outcome *outcome = &s->lists.outcomes[i];
        s->reports[i].domains = outcome->taken;
        s->reports[i].unknown = outcome->unknown;
        if (outcome->unknown != 0 && outcome->unknown != s->memories[i].unknown) {
            struct log_line line;
            log_begin(
                &line, s->log, LOG_LEVEL_WARNING, "source names providers that are not there");
            log_text(&line, "source", s->all[i].label);
            log_number(&line, "rows", outcome->unknown);
            log_text(&line, "first", outcome->first_unknown);
            log_end(&line);
        }
        s->memories[i].unknown = outcome->unknown;
    }
}
