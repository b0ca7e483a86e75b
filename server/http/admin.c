// SPDX-License-Identifier: MIT
#include "http/admin.h"

#include <jansson.h>
#include <time.h>

#include "catalog/index.h"
#include "http/certificates.h"
#include "model/domain.h"

enum { US_PER_S = 1000 * 1000 };

static void answer_livez(struct loop *loop, const struct snapshot *snapshot,
    const struct request *request, struct answer *answer)
{
    (void)loop;
    (void)snapshot;
    (void)request;
    answer_text(answer, 200, RESULT_HIT, "alive");
}

static void answer_readyz(struct loop *loop, const struct snapshot *snapshot,
    const struct request *request, struct answer *answer)
{
    (void)snapshot;
    (void)request;
    if (atomic_load(&loop->shared->phase) == PHASE_RUN) {
        answer_text(answer, 200, RESULT_HIT, "ready");
    } else {
        answer_text(answer, 503, RESULT_FAILED, "draining");
    }
}

static void answer_metrics(struct loop *loop, const struct snapshot *snapshot,
    const struct request *request, struct answer *answer)
{
    (void)snapshot;
    (void)request;
    struct shared *shared = loop->shared;
    struct metrics_state state = {.version = shared->settings.version,
        .connections_max = shared->connections_max,
        .start_time_s = shared->start_time_s,
        .now_s = (int64_t)time(NULL),
        .log = shared->settings.log};
    pthread_mutex_lock(&shared->status_lock);
    state.reload_ok = shared->status.report.ok;
    state.reload_time_s = shared->status.good_time_s;
    state.reloads_ok = shared->status.reloads_ok;
    state.reloads_failed = shared->status.reloads_failed;
    state.generation = shared->status.report.generation;
    state.domains = shared->status.report.domains;
    state.providers = shared->status.report.providers;
    state.source_count = shared->status.source_count;
    for (size_t i = 0; i < state.source_count; i++) {
        state.sources[i] = shared->status.sources[i]; // their errors are not printed
    }
    pthread_mutex_unlock(&shared->status_lock);
    if (shared->settings.certificates != NULL) {
        struct certificate_facts facts = certificates_facts(shared->settings.certificates);
        state.has_certificates = true;
        state.certificates = facts.count;
        state.first_expiry_s = facts.first_end_s;
    }
    answer_text(answer, 200, RESULT_HIT, "");
    answer->content_type = "text/plain; version=0.0.4; charset=utf-8";
    buffer_empty(answer->body);
    metrics_print(shared->metrics, shared->loop_count, &state, answer->body);
}

// jansson's numbers are signed.
static json_t *number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *describe_sources(const struct status *status)
{
    json_t *all = json_array();
    for (size_t i = 0; i < status->source_count; i++) {
        const struct source_report *one = &status->sources[i];
        json_t *object = json_pack("{s:s%, s:o, s:o, s:o, s:o}", "source", one->label.ptr,
            one->label.len, "domains", number(one->domains), "bad_lines", number(one->bad),
            "unknown_providers", number(one->unknown), "failures", number(one->failures));
        if (one->read_s != 0) {
            json_object_set_new(object, "last_success", number((uint64_t)one->read_s));
        }
        if (one->error.len != 0) {
            json_object_set_new(object, "last_error", json_stringn(one->error.ptr, one->error.len));
        }
        json_array_append_new(all, object);
    }
    return all;
}

// What all loops have counted; `arena` is the request's.
static json_t *describe_asked(
    const struct shared *shared, enum asked_kind kind, int64_t now_us, struct arena *arena)
{
    const struct asked_list *list = asked_top(shared->asked, shared->loop_count, kind, arena);
    json_t *domains = json_array();
    for (size_t i = 0; i < list->len; i++) {
        const struct asked_domain *one = &list->domains[i];
        int64_t last_s = (int64_t)time(NULL) - (now_us - one->last_us) / US_PER_S;
        json_array_append_new(
            domains, json_pack("{s:s%, s:o, s:o}", "domain", one->name, one->len, "at_least",
                         number(one->at_least), "last", number((uint64_t)last_s)));
    }
    return json_pack("{s:o, s:o}", "requests", number(list->requests), "domains", domains);
}

static json_t *describe(struct shared *shared)
{
    pthread_mutex_lock(&shared->status_lock);
    const struct status *status = &shared->status;
    const struct server_report *report = &status->report;
    json_t *reload = json_pack("{s:b, s:o, s:s%, s:o, s:o}", "ok", (int)report->ok, "time",
        number((uint64_t)report->time_s), "message",
        report->message.len > 0 ? report->message.ptr : "", report->message.len, "succeeded",
        number(status->reloads_ok), "failed", number(status->reloads_failed));
    json_t *all = json_pack("{s:s, s:o, s:b, s:o, s:o, s:o, s:o, s:o}", "version",
        shared->settings.version, "started", number((uint64_t)shared->start_time_s), "ready",
        (int)(atomic_load(&shared->phase) == PHASE_RUN), "generation", number(report->generation),
        "domains", number(report->domains), "providers", number(report->providers), "reload",
        reload, "sources", describe_sources(status));
    pthread_mutex_unlock(&shared->status_lock);
    return all;
}

static int add_json(const char *bytes, size_t len, void *body)
{
    buffer_add(body, (struct span){bytes, len});
    return 0;
}

static void answer_status(struct loop *loop, const struct snapshot *snapshot,
    const struct request *request, struct answer *answer)
{
    (void)snapshot;
    struct shared *shared = loop->shared;
    json_t *all = describe(shared);
    json_t *asked = json_pack("{s:o, s:o}", "served",
        describe_asked(shared, ASKED_SERVED, loop->run_us, request->arena), "not_served",
        describe_asked(shared, ASKED_NOT_SERVED, loop->run_us, request->arena));
    if (json_object_set_new(all, "asked", asked) != 0) {
        json_decref(all);
        answer_text(answer, 500, RESULT_FAILED, "internal error");
        return;
    }
    answer_text(answer, 200, RESULT_HIT, "");
    answer->content_type = "application/json";
    buffer_empty(answer->body);
    json_dump_callback(all, add_json, answer->body, JSON_INDENT(2));
    buffer_add_char(answer->body, '\n');
    json_decref(all);
}

static struct span host_of_url(struct span url)
{
    struct span host = url;
    struct span path;
    if (span_starts_with(url, SPAN("https://"))) {
        host = span_from(url, SPAN("https://").len);
    }
    struct span whole = host;
    return span_cut(whole, '/', &host, &path) ? host : whole;
}

static bool is_certain(
    struct loop *loop, const struct snapshot *snapshot, struct span domain, struct arena *arena)
{
    struct span own;
    if (domain_from_host(arena, host_of_url(loop->shared->settings.public_url), &own) &&
        span_equal(own, domain)) {
        return true;
    }
    bool prefixed;
    struct span name = domain_without_prefix(domain, &prefixed);
    struct hit hit;
    return prefixed && index_find(snapshot->index, name, &hit) && hit.provider->enabled;
}

// The value of the only `domain` parameter. False: none, or several.
static bool only_domain(struct span query, struct span *out)
{
    size_t count = 0;
    struct span rest = query;
    bool more = true;
    while (more) {
        struct span item;
        struct span after = {0};
        more = span_cut(rest, '&', &item, &after);
        item = more ? item : rest;
        rest = after;
        if (span_starts_with(item, SPAN("domain="))) {
            *out = span_from(item, SPAN("domain=").len);
            count++;
        }
    }
    return count == 1;
}

// May a certificate be issued for this name? Asked by a proxy for each name it does not know.
static void answer_tls_ask(struct loop *loop, const struct snapshot *snapshot,
    const struct request *request, struct answer *answer)
{
    struct span text;
    struct span domain;
    const char *why;
    if (!only_domain(request->query, &text) ||
        !domain_normalize(request->arena, text, &domain, &why)) {
        metrics_add(&loop->metrics->tls_asks[TLS_ASK_MALFORMED]);
        answer_text(answer, 400, RESULT_BAD_REQUEST, "expected ?domain=NAME");
    } else if (is_certain(loop, snapshot, domain, request->arena)) {
        metrics_add(&loop->metrics->tls_asks[TLS_ASK_YES]);
        answer_text(answer, 200, RESULT_HIT, "yes");
    } else {
        metrics_add(&loop->metrics->tls_asks[TLS_ASK_NO]);
        answer_text(answer, 404, RESULT_UNKNOWN_DOMAIN, "no");
    }
}

static const struct {
    const char *path;
    void (*answer)(struct loop *loop, const struct snapshot *snapshot,
        const struct request *request, struct answer *answer);
} rows[] = {
    {"/livez", answer_livez},
    {"/metrics", answer_metrics},
    {"/readyz", answer_readyz},
    {"/status", answer_status},
    {"/tls-ask", answer_tls_ask},
};

bool admin_answer(struct loop *loop, const struct snapshot *snapshot, const struct request *request,
    struct answer *answer)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!span_equal_c(request->path, rows[i].path)) {
            continue;
        }
        if (request->method != METHOD_GET && request->method != METHOD_HEAD) {
            answer_text(answer, 405, RESULT_BAD_REQUEST, "method not allowed");
            return false;
        }
        rows[i].answer(loop, snapshot, request, answer);
        return true;
    }
    answer_text(answer, 404, RESULT_BAD_REQUEST, "not found");
    return true;
}
