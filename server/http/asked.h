// SPDX-License-Identifier: MIT
// asked: which domains are asked for most, for /status. Floor: http.
// A domain is never a label of a metric, since strangers choose them; here they are counted in
// memory of constant size (Space-Saving: Metwally, Agrawal, El Abbadi, 2005). A domain may stand
// in one corner of the table only, by its hash. Where that is full, the domain seen least often
// there gives its seat to a new one, which takes over its count, as it may have been there before
// and forgotten. So of a domain asked for N times, whose corner was asked for M times in all:
// - what is shown is never more than N, and at least N - M / ASKED_WAYS: "at least";
// - it has a seat for certain if N > M / ASKED_WAYS. M is some 1 / ASKED_CORNERS of all requests.
// Each loop counts its own, under a lock that others take for a moment only, when /status is read.
#pragma once

#include <pthread.h>

#include "answers/answer.h"
#include "base/limits.h"

enum {
    ASKED_WAYS = 8, // seats that one domain may have
    ASKED_CORNERS = 64,
    ASKED_LISTED_MAX = 20,
};

enum asked_kind {
    ASKED_SERVED,
    ASKED_NOT_SERVED, // nobody's, or of a provider that is switched off
    ASKED_KINDS,
};

// The counts of one loop.
struct asked;

// Lives in `keep`; asked_finish() gives its lock back.
struct asked *asked_new(struct arena *keep);
void asked_finish(struct asked *a);

// Counts a request that `answer` is for, if it names a domain. `now_us` is monotonic.
void asked_count(struct asked *a, const struct answer *answer, int64_t now_us);

struct asked_domain {
    char name[DOMAIN_MAX_BYTES];
    size_t len;
    uint64_t at_least;
    int64_t last_us; // when it was last asked for, monotonic
};

struct asked_list {
    uint64_t requests; // in all, of this kind
    struct asked_domain domains[ASKED_LISTED_MAX];
    size_t len;
};

// Adds up the counts of all loops: those asked for most, most first. The list lives in `a`.
const struct asked_list *asked_top(
    struct asked *const *loops, size_t count, enum asked_kind kind, struct arena *a);
