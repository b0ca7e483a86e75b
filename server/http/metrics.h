// SPDX-License-Identifier: MIT
// metrics: what a loop counts, and all loops' counts as Prometheus text. Floor: http.
// Each loop writes its own counters; a scrape reads them all. Labels come from closed sets: no
// domain, no address, nothing that a request can choose.
#pragma once

#include "base/log.h"
#include "http/connection.h"
#include "http/route.h"
#include "http/source_report.h"

enum {
    DURATION_BUCKETS = 13,
    SIZE_BUCKETS = 7,
    STATUS_ROWS = 19, // status codes we send, and one for all others
};

enum tls_ask_result {
    TLS_ASK_YES,
    TLS_ASK_NO,
    TLS_ASK_MALFORMED,
    TLS_ASK_COUNT,
};

struct metrics {
    _Atomic uint64_t requests[ENDPOINT_COUNT][STATUS_ROWS];
    _Atomic uint64_t answers[ENDPOINT_COUNT][RESULT_COUNT];
    _Atomic uint64_t refusals[REFUSAL_COUNT];
    _Atomic uint64_t durations[DURATION_BUCKETS + 1];
    _Atomic uint64_t sizes[SIZE_BUCKETS + 1];
    _Atomic uint64_t duration_us, size_bytes; // sums
    _Atomic uint64_t tls_asks[TLS_ASK_COUNT];
    _Atomic uint64_t credentials; // requests with an Authorization header, which nobody needs
    _Atomic uint64_t accepted;    // connections
    _Atomic uint64_t closed;
};

void metrics_request(struct metrics *m, enum http_endpoint endpoint, unsigned status,
    int64_t duration_us, size_t body_bytes);
void metrics_add(_Atomic uint64_t *counter);

extern const char *const result_words[RESULT_COUNT];

// What does not belong to a loop.
struct metrics_state {
    const char *version;
    size_t connections_max;
    bool reload_ok;        // the last one
    int64_t reload_time_s; // of the last good one, since 1970
    uint64_t reloads_ok, reloads_failed;
    uint64_t generation;
    size_t domains, providers;
    bool has_certificates; // the next two say something
    size_t certificates;
    int64_t first_expiry_s; // of the certificates, since 1970
    struct source_report sources[SOURCES_MAX];
    size_t source_count;
    int64_t start_time_s, now_s; // since 1970
    const struct log *log;
};

// Prometheus text format 0.0.4.
void metrics_print(const struct metrics *const *all, size_t count,
    const struct metrics_state *state, struct buffer *out);
