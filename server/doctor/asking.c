// SPDX-License-Identifier: MIT
#include "doctor/asking.h"

static bool is_redirect(const struct fetch *fetch)
{
    return fetch->result == FETCH_ANSWERED && fetch->status >= 300 && fetch->status < 400 &&
           fetch->location.len != 0;
}

static struct hop *last_of(struct answer *answer)
{
    return &answer->hops[answer->hop_count - 1];
}

// What is sent on to another place is asked there as it was here: Outlook's way, and a browser's.
static bool has_been_asked(const struct answer *answer, const struct fetch *fetch)
{
    for (size_t i = 0; i < answer->hop_count; i++) {
        const struct fetch *one = &answer->hops[i].fetch;
        if (one->method == fetch->method && span_equal(one->url, fetch->url)) {
            return true;
        }
    }
    return false;
}

// False: there is no such hop; answer->dead_end says why, if that is worth a word.
static bool add_hop(struct visit *v, const struct leg *leg, struct answer *answer, struct hop hop)
{
    if (!fetch_url_parts(v->arena, hop.fetch.url, &hop.tls, &hop.fetch.host, &hop.fetch.port)) {
        return false;
    }
    if (has_been_asked(answer, &hop.fetch)) {
        answer->dead_end = DEAD_END_CIRCLE;
        return false;
    }
    if (hop.inside && !hop.tls) {
        answer->dead_end = DEAD_END_PLAIN;
        return false;
    }
    if (answer->hop_count == HOPS_MAX) {
        answer->dead_end = DEAD_END_FAR;
        return false;
    }
    hop.fetch.body = question_body(v->arena, answer->question, hop.fetch.method, leg->names);
    answer->hops[answer->hop_count++] = hop;
    (void)visit_addresses(v, hop.fetch.host); // wanted of DNS
    return true;
}

// By which method somebody asks who was redirected: a browser's POST becomes a GET, but for 307 and
// 308; what is no browser keeps its own.
static enum fetch_method method_behind(const struct fetch *from, const struct language *language)
{
    bool kept = from->method != FETCH_POST || from->status == 307 || from->status == 308;
    return language->then_post ? FETCH_POST : kept ? from->method : FETCH_GET;
}

// To where the last hop leads. False: that is the end.
static bool lead_on(struct visit *v, const struct leg *leg, struct answer *answer)
{
    const struct hop *from = last_of(answer);
    const struct language *language = question_table[answer->question].language;
    if (is_redirect(&from->fetch)) {
        struct fetch next = {
            .url = from->fetch.location, .method = method_behind(&from->fetch, language)};
        return add_hop(v, leg, answer, (struct hop){.fetch = next});
    }
    if (from->settings == NULL || from->settings->redirect_url.len == 0) {
        return false;
    }
    // Delta Chat asks on as it began, by GET; the others as Outlook.
    bool gets = language->format == FORMAT_AUTODISCOVER && language->method == FETCH_GET &&
                !language->then_post;
    struct fetch next = {
        .url = from->settings->redirect_url, .method = gets ? FETCH_GET : FETCH_POST};
    return add_hop(v, leg, answer, (struct hop){.inside = true, .fetch = next});
}

static void read_settings(struct visit *v, struct answer *answer)
{
    struct hop *last = last_of(answer);
    if (last->fetch.result == FETCH_ANSWERED && last->fetch.status == 200) {
        enum format format = question_table[answer->question].language->format;
        last->settings = settings_read(v->arena, last->inside ? FORMAT_AUTODISCOVER : format,
            last->fetch.content_type, last->fetch.content);
        answer->settings = last->settings;
    }
}

// Asks the last hop of each answer that is not finished; how many there were.
static size_t ask_web_servers(struct visit *v, struct leg *leg, bool *finished)
{
    struct fetch *pending[QUESTION_COUNT];
    size_t count = 0;
    visit_resolve(v);
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        if (finished[i]) {
            continue;
        }
        struct hop *hop = last_of(&leg->answers[i]);
        hop->fetch.addresses = visit_addresses(v, hop->fetch.host);
        hop->named = hop->fetch.addresses.len != 0;
        finished[i] = !hop->named;
        if (hop->named) {
            pending[count++] = &hop->fetch;
        }
    }
    fetcher_run(v->fetcher, pending, count, v->options->patience_ms, v->end_ms);
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        struct answer *answer = &leg->answers[i];
        if (!finished[i]) {
            answer->settings = NULL;
            read_settings(v, answer);
            finished[i] = !lead_on(v, leg, answer);
        }
    }
    return count;
}

static bool is_outlooks(enum question question)
{
    return question_table[question].language->format == FORMAT_AUTODISCOVER &&
           question_table[question].person == PERSON_ASKED;
}

// The first leg asks everything, the others what Outlook asks.
static void ask_leg(struct visit *v, struct leg *leg)
{
    bool finished[QUESTION_COUNT];
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        struct answer *answer = &leg->answers[i];
        enum question question = (enum question)i;
        struct span url = leg == v->legs[0] || is_outlooks(question)
                              ? question_url(v->arena, question, leg->names)
                              : SPAN("");
        struct hop first = {.fetch = {.url = url, .method = question_table[i].language->method}};
        answer->question = question;
        answer->asked = url.len != 0;
        finished[i] = !answer->asked || !add_hop(v, leg, answer, first);
    }
    for (size_t round = 0; round < HOPS_MAX; round++) {
        visit_tell(v, "web servers", round, HOPS_MAX);
        if (ask_web_servers(v, leg, finished) == 0) {
            break;
        }
    }
}

// The leg that asks about an address, if need be a new one; NULL: it is none, or there are enough.
static struct leg *leg_of(struct visit *v, struct span text)
{
    struct address address;
    const char *why;
    if (!address_parse(v->arena, text, &address, &why)) {
        return NULL;
    }
    for (size_t i = 0; i < v->leg_count; i++) {
        if (span_equal(v->legs[i]->names->asked, address.whole)) {
            return v->legs[i];
        }
    }
    if (v->leg_count == LEGS_MAX) {
        return NULL;
    }
    struct leg *leg = arena_array(v->arena, 1, sizeof *leg);
    struct naming *names = arena_array(v->arena, 1, sizeof *names);
    names->domain = address.domain;
    names->asked = address.whole;
    leg->names = names;
    (void)visit_find_srv(v, names);
    v->legs[v->leg_count++] = leg;
    return leg;
}

void asking_run(struct visit *v)
{
    for (size_t i = 0; i < v->leg_count; i++) { // more of them come up on the way
        struct leg *leg = v->legs[i];
        ask_leg(v, leg);
        for (size_t k = 0; k < QUESTION_COUNT; k++) {
            struct answer *answer = &leg->answers[k];
            if (is_outlooks(answer->question) && answer->settings != NULL &&
                answer->settings->redirect_address.len != 0) {
                answer->onward = leg_of(v, answer->settings->redirect_address);
            }
        }
    }
}
