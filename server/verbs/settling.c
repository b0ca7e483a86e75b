// SPDX-License-Identifier: MIT
#include "verbs/settling.h"

bool settling_is_done(struct settling *s, int64_t now_ms)
{
    bool changed = watch_changed(s->watch);
    if (changed && s->since_ms == 0) {
        s->since_ms = now_ms;
    }
    if (changed || watch_written(s->watch)) {
        s->last_ms = now_ms;
    }
    bool done = s->since_ms != 0 &&
                (now_ms - s->last_ms >= SETTLE_MS || now_ms - s->since_ms > SETTLE_MAX_MS);
    if (done) {
        s->since_ms = 0;
    }
    return done;
}
