// SPDX-License-Identifier: MIT
#include "base/log.h"

#include "base/escape.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
    END_BYTES = 2, // kept free for "}\n"
};

static const char *const level_words[LOG_LEVEL_COUNT] = {
    [LOG_LEVEL_ERROR] = "error",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_DEBUG] = "debug",
};

void log_init(struct log *l, int fd, enum log_level level, bool json)
{
    *l = (struct log){.fd = fd, .level = level, .json = json};
}

bool log_wants(const struct log *l, enum log_level level)
{
    return level <= l->level;
}

static void add_time(struct buffer *out)
{
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    char text[32];
    size_t len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    buffer_add(out, (struct span){text, len});
    buffer_format(out, ".%03ldZ", now.tv_nsec / 1000000);
}

void log_begin(struct log_line *line, struct log *l, enum log_level level, const char *event)
{
    line->log = l;
    line->wanted = log_wants(l, level);
    if (!line->wanted) {
        return;
    }
    buffer_init_fixed(&line->out, line->memory, sizeof line->memory - END_BYTES);
    buffer_add_c(&line->out, l->json ? "{\"time\":\"" : "");
    add_time(&line->out);
    buffer_format(
        &line->out, l->json ? "\",\"level\":\"%s\",\"event\":\"" : " %-7s ", level_words[level]);
    buffer_add_c(&line->out, event);
    buffer_add_c(&line->out, l->json ? "\"" : "");
}

static void add_name(struct log_line *line, const char *name)
{
    buffer_format(&line->out, line->log->json ? ",\"%s\":" : " %s=", name);
}

// Takes a field back that did not fit, so that the line stays whole.
static void keep_or_undo(struct log_line *line, size_t len_before)
{
    if (!buffer_ok(&line->out)) {
        line->out.len = len_before;
        line->out.failed = false;
    }
}

static bool needs_quotes(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (!ascii_is_alnum(c) && !span_has(SPAN("-._~:/@%+*,[]"), c)) {
            return true;
        }
    }
    return value.len == 0;
}

void log_text(struct log_line *line, const char *name, struct span value)
{
    if (!line->wanted) {
        return;
    }
    size_t before = line->out.len;
    bool quotes = line->log->json || needs_quotes(value);
    add_name(line, name);
    buffer_add_c(&line->out, quotes ? "\"" : "");
    escape_json(&line->out,
        value.len > LOG_VALUE_MAX_BYTES ? span_until(value, LOG_VALUE_MAX_BYTES) : value);
    buffer_add_c(&line->out, quotes ? "\"" : "");
    keep_or_undo(line, before);
}

void log_number(struct log_line *line, const char *name, uint64_t value)
{
    if (!line->wanted) {
        return;
    }
    size_t before = line->out.len;
    add_name(line, name);
    buffer_add_number(&line->out, value);
    keep_or_undo(line, before);
}

// One write, so that lines of several threads never mix. A pipe that is full is not waited for:
// a reader that stalls must not stall those who are served.
static bool write_line(int fd, struct span text)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    ssize_t written;
    do {
        if (poll(&ready, 1, 0) == 0) {
            return false;
        }
        written = write(fd, text.ptr, text.len);
    } while (written < 0 && errno == EINTR);
    return written == (ssize_t)text.len;
}

void log_end(struct log_line *line)
{
    if (!line->wanted) {
        return;
    }
    line->out.limit += END_BYTES;
    line->out.capacity += END_BYTES;
    buffer_add_c(&line->out, line->log->json ? "}\n" : "\n");
    if (!write_line(line->log->fd, buffer_span(&line->out))) {
        line->log->dropped++;
    }
}

void log_message(struct log *l, enum log_level level, const char *format, ...)
{
    struct log_line line;
    if (!log_wants(l, level)) {
        return;
    }
    char text[LOG_VALUE_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    log_begin(&line, l, level, "message");
    log_text(&line, "text", (struct span){text, kept});
    log_end(&line);
}
