// SPDX-License-Identifier: MIT
// request: which database is asked what, as the variable AUTOCONFIGD_SOURCE says. Floor: sources.
#pragma once

#include "answers/parameters.h"
#include "sources/presets.h"

struct request {
    struct span server; // the URL up to its '?'
    struct parameters parameters;
    struct span others; // of the parameters, as written: all but `query` and `preset`
    const char *query;
};

// False: *why is one line for people, without a password.
MUST_USE bool request_read(
    struct arena *a, enum dialect dialect, struct request *out, struct span *why);
