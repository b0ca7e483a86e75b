// SPDX-License-Identifier: MIT
#include "doctor/resolver.h"

#include "doctor/clock.h"

#include <poll.h>
#include <unbound.h>

enum {
    CLASS_IN = 1,
    RECORDS_MAX = 32, // of one answer; the rest is left out
    TYPE_SOA = 6,
};

static const char root_key[] = "/usr/share/dns/root.key"; // Debian's dns-root-data

struct resolver {
    struct arena *arena;
    struct ub_ctx *context;
    struct ub_ctx *validating; // NULL: the root's key is not known
    struct lookup *lookups;    // the newest first
    size_t running;
};

// What libunbound calls back with.
struct errand {
    struct resolver *resolver;
    struct lookup *lookup;
    int id;
};

static void release(void *object)
{
    struct resolver *r = object;
    ub_ctx_delete(r->context);
    ub_ctx_delete(r->validating); // NULL is fine
}

static struct ub_ctx *context_new(const char *server)
{
    struct ub_ctx *context = ub_ctx_create();
    if (context == NULL) {
        return NULL;
    }
    bool fine = ub_ctx_async(context, 1) == 0 &&
                ub_ctx_set_option(context, "do-not-query-localhost:", "no") == 0;
    if (server == NULL) {
        // A machine without these two files asks the root servers.
        (void)ub_ctx_resolvconf(context, NULL);
        (void)ub_ctx_hosts(context, NULL);
    } else {
        fine = fine && ub_ctx_set_fwd(context, server) == 0;
    }
    if (!fine) {
        ub_ctx_delete(context);
        return NULL;
    }
    return context;
}

struct resolver *resolver_new(struct arena *a, const char *server, const char **why)
{
    struct resolver *r = arena_array(a, 1, sizeof *r);
    r->arena = a;
    r->context = context_new(server);
    if (r->context == NULL) {
        *why = server == NULL ? "the DNS library cannot be started" : "no IP address, or IP@PORT";
        return NULL;
    }
    r->validating = context_new(server);
    if (r->validating != NULL && ub_ctx_add_ta_file(r->validating, root_key) != 0) {
        ub_ctx_delete(r->validating);
        r->validating = NULL;
    }
    arena_on_free(a, release, r);
    return r;
}

const struct lookup *resolver_want(struct resolver *r, struct span name, enum record_type type)
{
    for (struct lookup *one = r->lookups; one != NULL; one = one->next) {
        if (one->type == type && span_equal_fold(one->name, name)) {
            return one;
        }
    }
    struct lookup *lookup = arena_array(r->arena, 1, sizeof *lookup);
    lookup->name = arena_copy(r->arena, name);
    lookup->type = type;
    lookup->next = r->lookups;
    r->lookups = lookup;
    return lookup;
}

static void add_record(struct lookup *lookup, struct dns_record record)
{
    size_t at = lookup->count++;
    while (at > 0 && lookup->records[at - 1].priority > record.priority) {
        lookup->records[at] = lookup->records[at - 1];
        at--;
    }
    lookup->records[at] = record;
}

static void take(struct resolver *r, struct lookup *lookup, const struct ub_result *result)
{
    if (result->rcode != 0 && !result->nxdomain) {
        lookup->state = LOOKUP_FAILED;
        return;
    }
    lookup->records = arena_array(r->arena, RECORDS_MAX, sizeof *lookup->records);
    for (int i = 0; result->havedata && result->data[i] != NULL; i++) {
        struct dns_record record = {0};
        struct span wire = {result->data[i], (size_t)result->len[i]};
        if (lookup->count < RECORDS_MAX && dns_record_read(r->arena, lookup->type, wire, &record)) {
            add_record(lookup, record);
        }
    }
    lookup->state = lookup->count != 0 ? LOOKUP_FOUND
                    : result->nxdomain ? LOOKUP_NO_NAME
                                       : LOOKUP_NO_DATA;
}

static void on_answer(void *context, int error, struct ub_result *result)
{
    struct errand *errand = context;
    errand->resolver->running--;
    errand->lookup->state = LOOKUP_FAILED;
    if (error == 0) {
        take(errand->resolver, errand->lookup, result);
    }
    ub_resolve_free(result); // NULL is fine
}

static bool wait_for_answers(struct ub_ctx *context, int64_t until_ms)
{
    struct pollfd readable = {.fd = ub_fd(context), .events = POLLIN};
    int64_t left_ms = until_ms - clock_now_ms();
    return left_ms > 0 && poll(&readable, 1, (int)left_ms) > 0 && ub_process(context) == 0;
}

void resolver_run(struct resolver *r, int64_t until_ms)
{
    size_t count = 0;
    for (struct lookup *one = r->lookups; one != NULL; one = one->next) {
        count += one->state == LOOKUP_WAITING;
    }
    struct errand *errands = arena_array(r->arena, count, sizeof *errands);
    size_t next = 0;
    for (struct lookup *one = r->lookups; one != NULL; one = one->next) {
        const char *name;
        if (one->state != LOOKUP_WAITING) {
            continue;
        }
        struct errand *errand = &errands[next++];
        *errand = (struct errand){r, one, 0};
        if (arena_to_c(r->arena, one->name, &name) &&
            ub_resolve_async(
                r->context, name, (int)one->type, CLASS_IN, errand, on_answer, &errand->id) == 0) {
            r->running++;
        } else {
            one->state = LOOKUP_FAILED;
        }
    }
    while (r->running > 0 && wait_for_answers(r->context, until_ms)) {
    }
    for (size_t i = 0; i < count; i++) {
        if (errands[i].lookup->state == LOOKUP_WAITING) {
            (void)ub_cancel(r->context, errands[i].id);
            errands[i].lookup->state = LOOKUP_FAILED;
        }
    }
    r->running = 0;
}

// Whether a name's answer was there, and proven.
struct proof {
    bool done, secure, bogus;
};

static void on_proof(void *context, int error, struct ub_result *result)
{
    struct proof *proof = context;
    *proof = (struct proof){
        .done = true,
        .secure = error == 0 && result->secure,
        .bogus = error == 0 && result->bogus,
    };
    ub_resolve_free(result);
}

enum dnssec resolver_dnssec(struct resolver *r, struct span name, int64_t until_ms)
{
    // A resolver that hands no signatures on makes every name look forged, the root's, too.
    struct proof *proofs = arena_array(r->arena, 2, sizeof *proofs);
    const char *names[2] = {".", NULL};
    if (r->validating == NULL || !arena_to_c(r->arena, name, &names[1])) {
        return DNSSEC_UNKNOWN;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (ub_resolve_async(
                r->validating, names[i], TYPE_SOA, CLASS_IN, &proofs[i], on_proof, NULL) != 0) {
            return DNSSEC_UNKNOWN;
        }
    }
    while (!(proofs[0].done && proofs[1].done) && wait_for_answers(r->validating, until_ms)) {
    }
    if (!proofs[0].secure || !proofs[1].done) {
        return DNSSEC_UNKNOWN;
    }
    return proofs[1].secure ? DNSSEC_SECURE : proofs[1].bogus ? DNSSEC_BOGUS : DNSSEC_INSECURE;
}
