// SPDX-License-Identifier: MIT
// log: one line an event, on one descriptor, by one write(). Floor: base.
// Lines of several threads never mix. What cannot be written (full disk, dead pipe) is dropped and
// counted; logging never waits and never ends the program. Values are escaped: no request
// can forge a line or send control codes to a terminal. Where journald reads the descriptor, a line
// begins with its priority ("<4>", sd-daemon(3)), which journald takes off and keeps beside it.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_COUNT,
};

struct log {
    int fd;
    enum log_level level; // less urgent lines are left out
    bool json;
    bool has_priority;        // lines begin with it
    _Atomic uint64_t dropped; // lines
};

// Whether journald is at the other end is seen by JOURNAL_STREAM (systemd.exec(5)).
void log_init(struct log *l, int fd, enum log_level level, bool json);
bool log_wants(const struct log *l, enum log_level level);

// A line in the making: log_begin, any number of fields, log_end. `line` is the caller's.
// A field that does not fit any more is left out whole.
struct log_line {
    struct log *log;
    struct buffer out;
    bool wanted;
    char memory[LOG_LINE_MAX_BYTES];
};

// `event`: what happened, fixed words ("configuration loaded").
void log_begin(struct log_line *line, struct log *l, enum log_level level, const char *event);
void log_text(struct log_line *line, const char *name, struct span value);
void log_number(struct log_line *line, const char *name, uint64_t value);
void log_end(struct log_line *line);
