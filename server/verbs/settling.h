// SPDX-License-Identifier: MIT
// settling: when changed files are worth reading again. Floor: verbs.
// An editor, a renewal or a deployment changes several files in a moment: they are taken up once
// nothing more has happened for a while.
#pragma once

#include "base/watch.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SETTLE_MS = 100,           // a change is taken up when nothing more happened for so long
    SETTLE_MAX_MS = 10 * 1000, // or after so long at the latest
};

struct settling {
    struct watch *watch;
    int64_t since_ms; // monotonic, when the first change was seen; 0: nothing waits
    int64_t last_ms;  // when the last one was
};

// To be called when the watch has news, SETTLE_MS after a call that left something waiting, and now
// and then. True: it is time to read again.
bool settling_is_done(struct settling *s, int64_t now_ms);
