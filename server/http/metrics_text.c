// SPDX-License-Identifier: MIT
// The part of metrics.h that prints.
#include "http/metrics_tables.h"

#include "base/escape.h"

#include <fcntl.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <stddef.h>
#include <sys/resource.h>

#define PREFIX "autoconfigd_"

enum {
    MICROSECONDS = 1000 * 1000,
};

struct printer {
    const struct metrics *const *all;
    size_t count;
    struct buffer *out;
};

// The sum over all loops of a counter, which is named by the first loop's.
static uint64_t sum(const struct printer *p, const _Atomic uint64_t *counter)
{
    size_t offset = (uintptr_t)counter - (uintptr_t)p->all[0];
    uint64_t total = 0;
    for (size_t i = 0; i < p->count; i++) {
        const void *same = (const char *)p->all[i] + offset;
        total += atomic_load_explicit((const _Atomic uint64_t *)same, memory_order_relaxed);
    }
    return total;
}

static void head(struct printer *p, const char *name, const char *type, const char *help)
{
    buffer_format(
        p->out, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name, type);
}

static void single(
    struct printer *p, const char *name, const char *type, const char *help, uint64_t v)
{
    head(p, name, type, help);
    buffer_format(p->out, PREFIX "%s %" PRIu64 "\n", name, v);
}

static void print_requests(struct printer *p)
{
    head(p, "http_requests_total", "counter", "Requests answered, by endpoint and status code.");
    for (size_t e = 0; e < ENDPOINT_COUNT; e++) {
        for (size_t s = 0; s < STATUS_ROWS; s++) {
            uint64_t value = sum(p, &p->all[0]->requests[e][s]);
            if (value == 0 && metrics_statuses[s] != 200) {
                continue; // some four hundred rows that stay zero help nobody
            }
            buffer_format(p->out,
                PREFIX "http_requests_total{endpoint=\"%s\",code=\"%u\"} %" PRIu64 "\n",
                endpoint_words[e], metrics_statuses[s], value);
        }
    }
}

static void print_answers(struct printer *p)
{
    head(p, "answers_total", "counter", "What became of requests for a configuration.");
    for (size_t e = ENDPOINT_NONE + 1; e < ENDPOINT_ADMIN; e++) {
        for (size_t r = 0; r < RESULT_COUNT; r++) {
            uint64_t value = sum(p, &p->all[0]->answers[e][r]);
            buffer_format(p->out,
                PREFIX "answers_total{endpoint=\"%s\",result=\"%s\"} %" PRIu64 "\n",
                endpoint_words[e], result_words[r], value);
        }
    }
}

static void print_refusals(struct printer *p)
{
    head(
        p, "http_rejected_total", "counter", "Requests and connections refused before any answer.");
    for (size_t r = REFUSAL_NONE + 1; r < REFUSAL_COUNT; r++) {
        buffer_format(p->out, PREFIX "http_rejected_total{reason=\"%s\"} %" PRIu64 "\n",
            refusal_rows[r].reason, sum(p, &p->all[0]->refusals[r]));
    }
}

static void print_durations(struct printer *p)
{
    const char *name = "http_request_duration_seconds";
    head(p, name, "histogram", "From the request line to the answer.");
    uint64_t seen = 0;
    for (size_t i = 0; i <= DURATION_BUCKETS; i++) {
        seen += sum(p, &p->all[0]->durations[i]);
        if (i < DURATION_BUCKETS) {
            uint64_t limit = metrics_duration_limits_us[i];
            buffer_format(p->out,
                PREFIX "%s_bucket{le=\"%" PRIu64 ".%06" PRIu64 "\"} %" PRIu64 "\n", name,
                limit / MICROSECONDS, limit % MICROSECONDS, seen);
        }
    }
    uint64_t total = sum(p, &p->all[0]->duration_us);
    buffer_format(p->out, PREFIX "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, seen);
    buffer_format(p->out,
        PREFIX "%s_sum %" PRIu64 ".%06" PRIu64 "\n" PREFIX "%s_count %" PRIu64 "\n", name,
        total / MICROSECONDS, total % MICROSECONDS, name, seen);
}

static void print_sizes(struct printer *p)
{
    const char *name = "http_response_size_bytes";
    head(p, name, "histogram", "Bodies of answers.");
    uint64_t seen = 0;
    for (size_t i = 0; i <= SIZE_BUCKETS; i++) {
        seen += sum(p, &p->all[0]->sizes[i]);
        if (i < SIZE_BUCKETS) {
            buffer_format(p->out, PREFIX "%s_bucket{le=\"%" PRIu64 "\"} %" PRIu64 "\n", name,
                metrics_size_limits_bytes[i], seen);
        }
    }
    buffer_format(p->out, PREFIX "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, seen);
    buffer_format(p->out, PREFIX "%s_sum %" PRIu64 "\n" PREFIX "%s_count %" PRIu64 "\n", name,
        sum(p, &p->all[0]->size_bytes), name, seen);
}

static void print_connections(struct printer *p, const struct metrics_state *state)
{
    uint64_t closed = sum(p, &p->all[0]->closed); // first: never more than accepted
    uint64_t accepted = sum(p, &p->all[0]->accepted);
    single(p, "connections_total", "counter", "Connections accepted.", accepted);
    single(p, "connections", "gauge", "Connections open.", accepted - closed);
    single(p, "connections_max", "gauge", "Connections that may be open.", state->connections_max);
}

static void print_tls_asks(struct printer *p)
{
    static const char *const words[TLS_ASK_COUNT] = {
        [TLS_ASK_YES] = "yes", [TLS_ASK_NO] = "no", [TLS_ASK_MALFORMED] = "malformed"};
    head(p, "tls_ask_total", "counter", "Answers to: may a certificate be issued for this name?");
    for (size_t i = 0; i < TLS_ASK_COUNT; i++) {
        buffer_format(p->out, PREFIX "tls_ask_total{result=\"%s\"} %" PRIu64 "\n", words[i],
            sum(p, &p->all[0]->tls_asks[i]));
    }
}

static void print_configuration(struct printer *p, const struct metrics_state *state)
{
    single(p, "config_last_reload_successful", "gauge", "Whether the last reload was.",
        state->reload_ok);
    single(p, "config_last_reload_success_timestamp_seconds", "gauge",
        "When the last good one was.", (uint64_t)state->reload_time_s);
    head(p, "config_reloads_total", "counter", "Reloads, by what became of them.");
    buffer_format(p->out,
        PREFIX "config_reloads_total{result=\"ok\"} %" PRIu64 "\n" PREFIX
               "config_reloads_total{result=\"failed\"} %" PRIu64 "\n",
        state->reloads_ok, state->reloads_failed);
    single(p, "config_generation", "gauge", "Number of the configuration in force.",
        state->generation);
    single(p, "domains", "gauge", "Names served, wildcards included.", state->domains);
    single(p, "providers", "gauge", "Providers known.", state->providers);
}

// A label's value: the escapes of the format, which are JSON's, too.
static void print_source(
    struct printer *p, const char *name, const struct source_report *source, uint64_t value)
{
    buffer_format(p->out, PREFIX "%s{source=\"", name);
    escape_json(p->out, source->label);
    buffer_format(p->out, "\"} %" PRIu64 "\n", value);
}

static uint64_t lag_of(const struct metrics_state *state, const struct source_report *source)
{
    int64_t since_s = source->read_s != 0 ? source->read_s : state->start_time_s;
    return state->now_s > since_s ? (uint64_t)(state->now_s - since_s) : 0;
}

static void print_sources(struct printer *p, const struct metrics_state *state)
{
    static const struct {
        const char *name, *type, *help;
        size_t offset; // in struct source_report
    } counts[] = {
        {"config_source_domains", "gauge", "Domains that a source gives.",
            offsetof(struct source_report, domains)},
        {"config_source_bad_lines", "gauge", "Lines left out, which name no domain.",
            offsetof(struct source_report, bad)},
        {"config_source_unknown_providers", "gauge", "Rows left out, whose provider is not there.",
            offsetof(struct source_report, unknown)},
    };
    if (state->source_count == 0) {
        return;
    }
    const char *lag = "config_source_lag_seconds";
    const char *failures = "config_source_failures_total";
    head(p, lag, "gauge", "Since a source said its list.");
    for (size_t i = 0; i < state->source_count; i++) {
        print_source(p, lag, &state->sources[i], lag_of(state, &state->sources[i]));
    }
    head(p, failures, "counter", "Readings of a source that failed.");
    for (size_t i = 0; i < state->source_count; i++) {
        print_source(p, failures, &state->sources[i], state->sources[i].failures);
    }
    for (size_t c = 0; c < COUNT_OF(counts); c++) {
        head(p, counts[c].name, counts[c].type, counts[c].help);
        for (size_t i = 0; i < state->source_count; i++) {
            const char *base = (const char *)&state->sources[i];
            print_source(p, counts[c].name, &state->sources[i],
                *(const size_t *)(const void *)(base + counts[c].offset));
        }
    }
}

static void print_certificates(struct printer *p, const struct metrics_state *state)
{
    if (state->has_certificates) {
        single(p, "tls_certificates", "gauge", "Certificates of --tls-dir in use.",
            state->certificates);
    }
    if (state->certificates > 0) {
        single(p, "tls_certificate_first_expiry_timestamp_seconds", "gauge",
            "When the first of them runs out.", (uint64_t)state->first_expiry_s);
    }
}

static void print_process(struct printer *p)
{
    struct rusage usage;
    struct rlimit files;
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        int64_t us = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * MICROSECONDS +
                     usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
        buffer_format(p->out,
            "# HELP process_cpu_seconds_total User and system time.\n"
            "# TYPE process_cpu_seconds_total counter\n"
            "process_cpu_seconds_total %" PRId64 ".%06" PRId64 "\n"
            "# HELP process_resident_memory_max_bytes Most memory ever resident.\n"
            "# TYPE process_resident_memory_max_bytes gauge\n"
            "process_resident_memory_max_bytes %" PRId64 "\n",
            us / MICROSECONDS, us % MICROSECONDS, (int64_t)usage.ru_maxrss * 1024);
    }
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        buffer_format(p->out,
            "# HELP process_max_fds Descriptors that may be open.\n"
            "# TYPE process_max_fds gauge\nprocess_max_fds %" PRIu64 "\n",
            (uint64_t)files.rlim_cur);
    }
}

void metrics_print(const struct metrics *const *all, size_t count,
    const struct metrics_state *state, struct buffer *out)
{
    struct printer p = {.all = all, .count = count, .out = out};
    head(&p, "build_info", "gauge", "Versions; the value is always 1.");
    buffer_format(out, PREFIX "build_info{version=\"%s\",libmicrohttpd=\"%s\"} 1\n", state->version,
        MHD_get_version());
    print_requests(&p);
    print_answers(&p);
    print_refusals(&p);
    print_durations(&p);
    print_sizes(&p);
    print_connections(&p, state);
    print_tls_asks(&p);
    single(&p, "http_credentials_total", "counter",
        "Requests with an Authorization header, never read.", sum(&p, &p.all[0]->credentials));
    print_configuration(&p, state);
    print_sources(&p, state);
    print_certificates(&p, state);
    single(&p, "log_dropped_total", "counter", "Log lines that could not be written.",
        atomic_load_explicit(&state->log->dropped, memory_order_relaxed));
    print_process(&p);
}
