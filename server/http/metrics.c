// SPDX-License-Identifier: MIT
#include "http/metrics.h"

#include "http/metrics_tables.h"

const unsigned metrics_statuses[STATUS_ROWS] = {
    200, 301, 302, 304, 307, 400, 404, 405, 408, 411, 413, 414, 429, 431, 500, 501, 503, 505, 0};

const uint64_t metrics_duration_limits_us[DURATION_BUCKETS] = {
    50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000};

const uint64_t metrics_size_limits_bytes[SIZE_BUCKETS] = {
    256, 1024, 2048, 4096, 16384, 65536, 262144};

const char *const result_words[RESULT_COUNT] = {
    [RESULT_HIT] = "hit",
    [RESULT_UNKNOWN_DOMAIN] = "unknown_domain",
    [RESULT_DISABLED] = "disabled",
    [RESULT_BAD_ADDRESS] = "bad_address",
    [RESULT_BAD_REQUEST] = "bad_request",
    [RESULT_NOTHING_TO_SAY] = "nothing_to_say",
    [RESULT_NO_ADDRESS] = "no_address",
    [RESULT_FAILED] = "failed",
};

// Each counter has one writer, its loop, and no order with others: no locked instruction is needed.
static void add(_Atomic uint64_t *counter, uint64_t amount)
{
    uint64_t now = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, now + amount, memory_order_relaxed);
}

void metrics_add(_Atomic uint64_t *counter)
{
    add(counter, 1);
}

static size_t bucket_of(const uint64_t *limits, size_t count, uint64_t value)
{
    size_t i = 0;
    while (i < count && value > limits[i]) {
        i++;
    }
    return i;
}

static size_t status_row(unsigned status)
{
    size_t i = 0;
    while (i < STATUS_ROWS - 1 && metrics_statuses[i] != status) {
        i++;
    }
    return i;
}

void metrics_request(struct metrics *m, enum http_endpoint endpoint, unsigned status,
    int64_t duration_us, size_t body_bytes)
{
    uint64_t duration = duration_us > 0 ? (uint64_t)duration_us : 0;
    add(&m->requests[endpoint][status_row(status)], 1);
    add(&m->durations[bucket_of(metrics_duration_limits_us, DURATION_BUCKETS, duration)], 1);
    add(&m->sizes[bucket_of(metrics_size_limits_bytes, SIZE_BUCKETS, body_bytes)], 1);
    add(&m->duration_us, duration);
    add(&m->size_bytes, body_bytes);
}
