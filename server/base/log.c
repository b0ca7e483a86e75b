// SPDX-License-Identifier: MIT
#include "base/log.h"

#include "base/escape.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static const char *const priorities[LOG_LEVEL_COUNT] = {
    [LOG_LEVEL_ERROR] = "<3>",
    [LOG_LEVEL_WARNING] = "<4>",
    [LOG_LEVEL_INFO] = "<6>",
    [LOG_LEVEL_DEBUG] = "<7>",
};

// The variable, "DEVICE:INODE", is inherited; the descriptor may have been led elsewhere since.
static bool is_journal(int fd)
{
    struct span device;
    struct span inode;
    uint64_t numbers[2];
    struct stat info;
    return span_cut(span_from_c(getenv("JOURNAL_STREAM")), ':', &device, &inode) &&
           span_to_u64(device, UINT64_MAX, &numbers[0]) &&
           span_to_u64(inode, UINT64_MAX, &numbers[1]) && fstat(fd, &info) == 0 &&
           info.st_dev == numbers[0] && info.st_ino == numbers[1];
}

void log_init(struct log *l, int fd, enum log_level level, bool json)
{
    *l = (struct log){.fd = fd, .level = level, .json = json, .has_priority = is_journal(fd)};
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
    buffer_add_c(&line->out, l->has_priority ? priorities[level] : "");
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
