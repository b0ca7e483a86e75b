// SPDX-License-Identifier: MIT
// source_fetch: reads a source once. Floor: config (catalog); for the runner only: it starts
// programs and waits for them.
#pragma once

#include "catalog/source.h"

// What the source says, as it says it, into `out` (emptied first). False: `why` tells, in a line.
// A program that has not said all within `deadline_ms` is killed, with all that it has started.
MUST_USE bool source_fetch(
    const struct source *source, int64_t deadline_ms, struct buffer *out, struct buffer *why);
