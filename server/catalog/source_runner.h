// SPDX-License-Identifier: MIT
// source_runner: a process beside the daemon that reads the lists of domains. Floor: config
// (catalog). It is forked before the daemon shuts itself in, and alone starts programs, talks to
// databases through them, and writes down the last good lists. The daemon reads what it sends, and
// never waits for it.
#pragma once

#include <sys/types.h>

#include "catalog/source.h"

struct source_runner_settings {
    const struct source *sources;
    size_t count;
    const char *state_dir; // of the last good lists; NULL: none are kept
    int64_t refresh_ms;    // between two readings
    int64_t deadline_ms;   // of reading one source
};

struct source_runner {
    pid_t pid;
    int from; // messages come from here; non-blocking
    int to;   // likewise; a byte: read all again, now, and begin anew where a list's file is gone
};

// `settings` are copied by the fork. False: errno. The child closes all descriptors but its own two
// and standard error.
MUST_USE bool source_runner_start(
    struct source_runner *runner, const struct source_runner_settings *settings);
// Closes both; then, or when this process ends, the runner and what it has started end, too.
void source_runner_finish(struct source_runner *runner);

enum source_message_kind {
    SOURCE_LIST, // as source_tidy() makes it
    SOURCE_OLD,  // the same, of the last good list: nobody has asked the source yet
    SOURCE_SAME, // nothing: the list is as it was
    SOURCE_FAIL, // the reason, a line for people; the list before stays
};

// Before each message's text.
struct source_message {
    uint32_t source; // its number
    uint32_t kind;
    uint32_t bad;   // lines left out
    uint32_t len;   // of the text
    int64_t time_s; // since 1970, when the source said it
};
