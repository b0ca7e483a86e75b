// SPDX-License-Identifier: MIT
// clients: how many connections and requests each client address has. Floor: http.
// Shared by all loops, under one lock, in a table of constant size: a client of IPv6 is a /64
// network (what one household is given). Where a corner of the table is full of clients that are
// connected, a further one is not counted: the bound of all connections stands anyway.
#pragma once

#include <pthread.h>

#include "base/arena.h"
#include "base/siphash.h"
#include "http/ip.h"

struct client;

struct clients {
    pthread_mutex_t lock;
    struct client *table;
    struct siphash_key key;   // so that nobody can choose addresses that fall into one corner
    uint32_t connections_max; // --per-ip-connections; 0: none
    uint32_t rate_per_s;      // --per-ip-rate; 0: none
};

void clients_init(struct clients *c, struct arena *keep, const struct siphash_key *key,
    uint32_t connections_max, uint32_t rate_per_s);
void clients_finish(struct clients *c);

// Whether `ip` may connect once more.
bool clients_may_connect(struct clients *c, const struct ip *ip);
// Counts a connection. False: not counted, so not to be given back.
bool clients_connect(struct clients *c, const struct ip *ip);
void clients_disconnect(struct clients *c, const struct ip *ip);

// Counts a request; `now_us` is monotonic. False: too many; *wait_s says when the next one may
// come, at least 1.
MUST_USE bool clients_request(
    struct clients *c, const struct ip *ip, int64_t now_us, uint32_t *wait_s);
