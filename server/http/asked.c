// SPDX-License-Identifier: MIT
#include "http/asked.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"

// A domain that is counted. Those of a corner stand in the order of their counts, most first.
struct seat {
    uint64_t hash;
    uint64_t count;      // 0: free
    uint64_t taken_over; // of count: of the domain that stood here before
    int64_t last_us;
    char *name; // DOMAIN_MAX_BYTES
    size_t len;
};

struct table {
    uint64_t requests;
    struct seat seats[ASKED_CORNERS][ASKED_WAYS];
};

struct asked {
    pthread_mutex_t lock;
    struct table tables[ASKED_KINDS];
};

// Which results tell whether the domain is served. ASKED_KINDS: it does not matter, or none is
// known.
static const enum asked_kind kinds[RESULT_COUNT] = {
    [RESULT_HIT] = ASKED_SERVED,
    [RESULT_UNKNOWN_DOMAIN] = ASKED_NOT_SERVED,
    [RESULT_DISABLED] = ASKED_NOT_SERVED,
    [RESULT_BAD_ADDRESS] = ASKED_KINDS,
    [RESULT_BAD_REQUEST] = ASKED_KINDS,
    [RESULT_NOTHING_TO_SAY] = ASKED_SERVED,
    [RESULT_NO_ADDRESS] = ASKED_NOT_SERVED,
    [RESULT_FAILED] = ASKED_KINDS,
};

struct asked *asked_new(struct arena *keep)
{
    struct asked *a = arena_array(keep, 1, sizeof *a);
    for (size_t kind = 0; kind < ASKED_KINDS; kind++) {
        struct seat *seats = a->tables[kind].seats[0];
        // Not zeroed, so that names that nobody asks for cost no memory.
        char *names = arena_alloc(keep, (size_t)ASKED_CORNERS * ASKED_WAYS * DOMAIN_MAX_BYTES);
        for (size_t i = 0; i < (size_t)ASKED_CORNERS * ASKED_WAYS; i++) {
            seats[i].name = names + i * DOMAIN_MAX_BYTES;
        }
    }
    int failed = pthread_mutex_init(&a->lock, NULL);
    assert(failed == 0);
    return a;
}

void asked_finish(struct asked *a)
{
    pthread_mutex_destroy(&a->lock);
}

static struct span name_of(const struct seat *seat)
{
    return (struct span){seat->name, seat->len};
}

// The seat of `domain` in its corner: its own, else the last, which is free or the least asked for.
static size_t find_or_replace(struct seat *corner, uint64_t hash, struct span domain)
{
    size_t i = 0;
    while (i < ASKED_WAYS && (corner[i].hash != hash || !span_equal(name_of(&corner[i]), domain))) {
        i++;
    }
    if (i == ASKED_WAYS) {
        struct seat *last = &corner[--i];
        last->hash = hash;
        last->taken_over = last->count;
        last->len = domain.len;
        memcpy(last->name, domain.ptr, domain.len);
    }
    return i;
}

static void count(struct table *table, uint64_t hash, struct span domain, int64_t now_us)
{
    struct seat *corner = table->seats[hash % ASKED_CORNERS];
    size_t i = find_or_replace(corner, hash, domain);
    corner[i].count++;
    corner[i].last_us = now_us;
    // Those that it overtakes had all as many as it had: the first of them is the only one to move.
    size_t first = i;
    while (first > 0 && corner[first - 1].count < corner[i].count) {
        first--;
    }
    if (first < i) {
        struct seat overtaken = corner[first];
        corner[first] = corner[i];
        corner[i] = overtaken;
    }
    table->requests++;
}

void asked_count(struct asked *a, const struct answer *answer, int64_t now_us)
{
    enum asked_kind kind = kinds[answer->result];
    struct span domain = answer->domain;
    if (kind == ASKED_KINDS || domain.len == 0 || domain.len > DOMAIN_MAX_BYTES) {
        return;
    }
    uint64_t hash = hash_bytes(domain);
    pthread_mutex_lock(&a->lock);
    count(&a->tables[kind], hash, domain, now_us);
    pthread_mutex_unlock(&a->lock);
}

// Domains in the order of what is known of them, most first; above `room` the least is left out.
struct ranking {
    struct asked_domain *items;
    size_t len, room;
};

static void rank(struct ranking *r, struct span name, uint64_t at_least, int64_t last_us)
{
    size_t i = 0;
    while (i < r->len && !span_equal((struct span){r->items[i].name, r->items[i].len}, name)) {
        i++;
    }
    if (i == r->room) {
        if (r->items[i - 1].at_least >= at_least) {
            return;
        }
        r->len = --i;
    }
    struct asked_domain *one = &r->items[i];
    if (i == r->len) {
        *one = (struct asked_domain){.len = name.len};
        memcpy(one->name, name.ptr, name.len);
        r->len++;
    }
    one->at_least += at_least;
    one->last_us = last_us > one->last_us ? last_us : one->last_us;
    for (; i > 0 && r->items[i - 1].at_least < r->items[i].at_least; i--) {
        struct asked_domain other = r->items[i - 1];
        r->items[i - 1] = r->items[i];
        r->items[i] = other;
    }
}

static void rank_corner(struct ranking *r, const struct seat *corner)
{
    for (size_t i = 0; i < ASKED_WAYS && corner[i].count > 0; i++) {
        rank(r, name_of(&corner[i]), corner[i].count - corner[i].taken_over, corner[i].last_us);
    }
}

const struct asked_list *asked_top(
    struct asked *const *loops, size_t count, enum asked_kind kind, struct arena *a)
{
    struct asked_list *list = arena_array(a, 1, sizeof *list);
    struct ranking all = {.items = list->domains, .room = ASKED_LISTED_MAX};
    struct asked_domain sums[2 * ASKED_WAYS];
    // Corner by corner, as all loops have a domain in the same one.
    for (size_t i = 0; i < ASKED_CORNERS; i++) {
        struct ranking sum = {.items = sums, .room = COUNT_OF(sums)};
        for (size_t k = 0; k < count; k++) {
            pthread_mutex_lock(&loops[k]->lock);
            rank_corner(&sum, loops[k]->tables[kind].seats[i]);
            list->requests += i == 0 ? loops[k]->tables[kind].requests : 0;
            pthread_mutex_unlock(&loops[k]->lock);
        }
        for (size_t k = 0; k < sum.len; k++) {
            rank(&all, (struct span){sums[k].name, sums[k].len}, sums[k].at_least, sums[k].last_us);
        }
    }
    list->len = all.len;
    return list;
}
