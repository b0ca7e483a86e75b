// SPDX-License-Identifier: MIT
// sources: the lists of domains that --domains-from names, as the daemon has them. Floor: verbs.
// A process beside the daemon reads them (catalog/source_runner.h); this thread takes what it sends
// and never waits for it, but once, when it starts.
#pragma once

#include "base/log.h"
#include "catalog/index.h"
#include "catalog/source_runner.h"
#include "http/server.h"
#include "verbs/options.h"

// What the daemon keeps of a source.
struct source_memory {
    struct buffer list; // the latest
    bool has_spoken;
    size_t unknown; // rows that the log has told of
    char error[SOURCE_WHY_MAX_BYTES];
};

struct sources {
    struct source *all;
    size_t count;
    struct source_memory *memories;
    struct source_report *reports; // as /status and metrics tell them
    struct span *texts;            // of the lists
    struct domain_lists lists;     // the same, to load by
    struct log *log;
    struct source_runner_settings settings;
    struct source_runner runner;
    struct source_message head; // of the message that is coming
    size_t head_len;            // bytes of it that are here
    struct buffer incoming;     // its text
};

// Reads the option; each label is told from the others by "#2", "#3" where it must be. False:
// *error is one line for the user.
MUST_USE bool sources_parse(
    struct arena *a, const struct options *options, struct sources *out, struct span *error);
void sources_finish(struct sources *s); // fine on a zeroed struct; ends the process

// Reads the other options, and looks for the programs that databases need. False: as above.
MUST_USE bool sources_settle(
    struct arena *a, const struct options *options, struct sources *s, struct span *error);

// Starts the process, if there is a source. False: it cannot be started.
MUST_USE bool sources_start(struct sources *s, struct log *log);
// Waits until each source has said something, for SOURCE_DEADLINE_MS at most, or until `signals`
// has something to read.
void sources_wait(struct sources *s, int signals);

// What to poll; -1: nothing.
int sources_fd(const struct sources *s);
// Takes what has come. True: a list is another one now.
bool sources_take(struct sources *s);
// Have all of them read now.
void sources_again(const struct sources *s);
// To be called when the lists were loaded: logs rows that name no provider, counts the others.
void sources_loaded(struct sources *s);
