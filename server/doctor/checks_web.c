// SPDX-License-Identifier: MIT
#include "doctor/checks.h"
#include "doctor/describe.h"

#include <inttypes.h>

enum {
    SLOW_MS = 3000,
    HTTP = 80,
};

// Of a question's last hop.
static const struct fetch *last_of(const struct answer *answer)
{
    return &answer->hops[answer->hop_count - 1].fetch;
}

// Ours only: what a data base or the owner of an MX host does is nobody's here to mend.
static bool is_ours(enum question question)
{
    if (question_table[question].language->method == FETCH_PROPFIND) {
        return false; // that 401 is no fault: checks_dav.c
    }
    switch (question_table[question].whose) {
    case WHOSE_AUTOCONFIG:
    case WHOSE_DOMAIN:
    case WHOSE_AUTODISCOVER:
    case WHOSE_SRV:
        return true;
    case WHOSE_DATABASE:
    case WHOSE_DATABASE_MX_FULL:
    case WHOSE_DATABASE_MX_BASE:
    case WHOSE_MX_FULL:
    case WHOSE_MX_BASE:
    case WHOSE_CALDAV:
    case WHOSE_CARDDAV:
    case WHOSE_NOBODY:
        break;
    }
    return false;
}

static void check_certificate(struct findings *f, const struct probe *probe)
{
    struct span name = span_from_c(probe->host);
    const struct certificate *c = &probe->certificate;
    if (!finding_certificate(f, CHECK_CERTIFICATE, name, c) && c->seen) {
        finding_ok(f, CHECK_CERTIFICATE, name, "certificate good for %" PRId64 " days, chain of %u",
            c->days_left, c->chain_len);
    }
}

static void check_hops(const struct visit *v, struct findings *f, const struct answer *answer)
{
    struct span url = answer->hops[0].fetch.url;
    for (size_t i = 0; i + 1 < answer->hop_count; i++) {
        const struct hop *hop = &answer->hops[i];
        if (answer->hops[i + 1].inside) {
            return; // Outlook's own: clients.h
        }
        if (hop->tls && !answer->hops[i + 1].tls) {
            finding_add(f, CHECK_REDIRECT_DOWN, url, "redirects from https to http, at %.*s",
                SPAN_ARGS(answer->hops[i + 1].fetch.host));
        } else if (hop->fetch.location_is_relative) {
            finding_add(f, CHECK_REDIRECT_RELATIVE, url, "redirects without naming the host");
        }
    }
    const struct hop *last = &answer->hops[answer->hop_count - 1];
    if ((answer->hop_count > 1 && !last->named) ||
        (answer->dead_end != DEAD_END_NONE && last->settings == NULL)) {
        finding_add(f, CHECK_REDIRECTS, url, "%.*s", SPAN_ARGS(describe_answer(v, answer)));
    } else if (last->fetch.result == FETCH_ANSWERED && last->fetch.status > 300 &&
               last->fetch.status < 400) {
        finding_add(f, CHECK_REDIRECTS, url, "%u, and no web address to go to", last->fetch.status);
    }
}

static void check_answer(const struct visit *v, struct findings *f, enum question question)
{
    const struct answer *answer = &v->answers[question];
    const struct fetch *fetch = last_of(answer);
    struct span url = answer->hops[0].fetch.url;
    struct span what = describe_answer(v, answer);
    switch (fetch->result) {
    case FETCH_ANSWERED:
        break;
    case FETCH_REFUSED:
    case FETCH_SILENT:
    case FETCH_BROKEN:
        // Programs want https; a closed port 80 harms nobody.
        if (fetch->port != HTTP) {
            finding_add(f, CHECK_CONNECTION,
                arena_format(v->arena, "%.*s:%u", SPAN_ARGS(fetch->host), fetch->port), "%.*s",
                SPAN_ARGS(what));
        }
        return;
    case FETCH_TLS:
        finding_add(f, CHECK_CERTIFICATE, fetch->host, "%.*s", SPAN_ARGS(what));
        return;
    case FETCH_TOO_LARGE:
        finding_add(f, CHECK_TOO_LARGE, url, "%.*s", SPAN_ARGS(what));
        return;
    }
    if (fetch->status == 401 || fetch->status == 407) {
        finding_add(f, CHECK_PASSWORD_ASKED, url, "%.*s", SPAN_ARGS(what));
    } else if (fetch->status >= 500) {
        finding_add(f, CHECK_SERVER_ERROR, url, "%u", fetch->status);
    }
    if (fetch->took_ms > SLOW_MS) {
        finding_add(f, CHECK_SLOW, fetch->host, "%" PRId64 " ms for an answer", fetch->took_ms);
    }
}

// Settings over http, and none over https.
static void check_http_only(const struct visit *v, struct findings *f)
{
    static const enum question pairs[][2] = {
        {QUESTION_AUTOCONFIG, QUESTION_AUTOCONFIG_HTTP},
        {QUESTION_WELL_KNOWN, QUESTION_WELL_KNOWN_HTTP},
        {QUESTION_OUTLOOK, QUESTION_OUTLOOK_HTTP},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        const struct settings *secure = v->answers[pairs[i][0]].settings;
        const struct answer *answer = &v->answers[pairs[i][1]];
        const struct settings *plain = answer->settings;
        bool stays = answer->hop_count != 0 && !answer->hops[answer->hop_count - 1].tls;
        if (stays && plain != NULL && plain->count != 0 && (secure == NULL || secure->count == 0)) {
            finding_add(f, CHECK_HTTP_ONLY, answer->hops[0].fetch.url,
                "settings over http; over https %.*s",
                SPAN_ARGS(describe_answer(v, &v->answers[pairs[i][0]])));
        }
    }
}

static bool found(const struct visit *v, enum question question)
{
    const struct settings *s = v->answers[question].settings;
    return s != NULL && s->count != 0;
}

// The same servers, whatever the login names are.
static bool same_servers(const struct settings *a, const struct settings *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = span_equal(a->claims[i].host, b->claims[i].host) &&
               a->claims[i].port == b->claims[i].port &&
               a->claims[i].service == b->claims[i].service;
    }
    return same;
}

// Whoever is nobody should be told what everybody is told.
static void check_strangers(const struct visit *v, struct findings *f)
{
    static const enum question pairs[][2] = {
        {QUESTION_AUTOCONFIG, QUESTION_STRANGER},
        {QUESTION_OUTLOOK, QUESTION_STRANGER_OUTLOOK},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        const struct settings *known = v->answers[pairs[i][0]].settings;
        const struct settings *stranger = v->answers[pairs[i][1]].settings;
        if (!found(v, pairs[i][0])) {
            continue;
        }
        struct span url = v->answers[pairs[i][0]].hops[0].fetch.url;
        if (!found(v, pairs[i][1])) {
            finding_add(f, CHECK_ENUMERATION, url, "an address that nobody has gets %.*s",
                SPAN_ARGS(describe_answer(v, &v->answers[pairs[i][1]])));
        } else if (!same_servers(known, stranger)) {
            finding_add(f, CHECK_ENUMERATION, url, "an address that nobody has gets other servers");
        } else {
            finding_ok(f, CHECK_ENUMERATION, url, "strangers are told the same");
        }
    }
    if (found(v, QUESTION_FOREIGN_OUTLOOK)) {
        finding_add(f, CHECK_CATCH_ALL_DOMAIN,
            v->answers[QUESTION_FOREIGN_OUTLOOK].hops[0].fetch.url,
            "settings even for a domain that does not exist");
    }
}

static void check_paths(const struct visit *v, struct findings *f)
{
    static const enum question questions[] = {QUESTION_NO_SUCH_PATH, QUESTION_NO_SUCH_PATH_DOMAIN};
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        const struct answer *answer = &v->answers[questions[i]];
        if (answer_fetch(answer) != NULL) {
            finding_add(f, CHECK_CATCH_ALL_PATH, answer->hops[0].fetch.host,
                "a path that does not exist is answered with 200");
        }
    }
    if (found(v, QUESTION_AUTOCONFIG) && !found(v, QUESTION_BARE_AUTOCONFIG)) {
        finding_add(f, CHECK_ADDRESS_DEMANDED,
            v->answers[QUESTION_BARE_AUTOCONFIG].hops[0].fetch.url, "without an address: %.*s",
            SPAN_ARGS(describe_answer(v, &v->answers[QUESTION_BARE_AUTOCONFIG])));
    }
}

void checks_of_web(const struct visit *v, struct findings *f)
{
    for (size_t i = 0; i < v->probe_count; i++) {
        if (v->probes[i]->service == SERVICE_COUNT) {
            check_certificate(f, v->probes[i]);
        }
    }
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        const struct answer *answer = &v->answers[i];
        if (answer->hop_count != 0 && is_ours((enum question)i)) {
            check_hops(v, f, answer);
            if (answer->hops[answer->hop_count - 1].named) {
                check_answer(v, f, (enum question)i);
            }
        }
    }
    check_http_only(v, f);
    check_strangers(v, f);
    check_paths(v, f);
}
