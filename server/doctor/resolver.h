// SPDX-License-Identifier: MIT
// resolver: DNS questions, many at a time. Floor: doctor; libunbound's only home.
// A question is asked once a run, however often somebody wants its answer: first everybody says
// what he wants (resolver_want), then all that is new goes out at once (resolver_run).
#pragma once

#include "doctor/dns_record.h"

enum lookup_state {
    LOOKUP_WAITING,
    LOOKUP_FOUND,
    LOOKUP_NO_NAME, // NXDOMAIN
    LOOKUP_NO_DATA, // the name is there, without such records
    LOOKUP_FAILED,  // no answer in time, SERVFAIL
};

struct lookup {
    struct span name;
    enum record_type type;
    enum lookup_state state;
    struct dns_record *records; // best priority first
    size_t count;
    struct lookup *next;
};

enum dnssec {
    DNSSEC_UNKNOWN, // the resolver asked hands no signatures on, or nobody knows the root's key
    DNSSEC_INSECURE,
    DNSSEC_SECURE,
    DNSSEC_BOGUS,
};

struct resolver;

// Lives as long as the arena. `server`: "192.0.2.1" or "192.0.2.1@5353"; NULL: those of the
// machine. NULL: it cannot be had, *why says so.
struct resolver *resolver_new(struct arena *a, const char *server, const char **why);

// The answer, which comes with the next run; never NULL. `name` is copied.
const struct lookup *resolver_want(struct resolver *r, struct span name, enum record_type type);
// Asks all that is wanted and not yet known; what has no answer at `until_ms` has failed.
void resolver_run(struct resolver *r, int64_t until_ms);

// Whether the answers about `name` can be proven.
enum dnssec resolver_dnssec(struct resolver *r, struct span name, int64_t until_ms);
