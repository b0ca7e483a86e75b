// SPDX-License-Identifier: MIT
// progress: a bar on standard error while something long is done. Floor: verbs. Shown on a terminal
// only; elsewhere nothing is written.
#pragma once

#include "base/span.h"

struct progress {
    const char *what; // "names"
    size_t total, done;
    size_t drawn; // columns of the bar
    bool shown;
};

void progress_begin(struct progress *p, const char *what, size_t total);
// One more is done.
void progress_step(struct progress *p);
// Takes the bar away.
void progress_end(struct progress *p);
