// SPDX-License-Identifier: MIT
// source_report: what is known of a list of domains from elsewhere, for /status and metrics. Floor:
// http; pure.
#pragma once

#include "base/span.h"

struct source_report {
    struct span label;   // outlives the server
    size_t domains;      // that it gives
    size_t bad, unknown; // rows left out: no domain; no provider of ours
    uint64_t failures;   // since the daemon started
    int64_t read_s;      // since 1970, when it said its list last; 0: never
    struct span error;   // why it failed last; empty: it did not
};
