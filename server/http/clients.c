// SPDX-License-Identifier: MIT
#include "http/clients.h"

#include <assert.h>

#include "base/limits.h"

enum {
    WAYS = 8, // places that one address may have
    CORNERS = CLIENTS_MAX / WAYS,
    SECOND_US = 1000 * 1000,
    CLIENT_BITS = 64,
};

struct client {
    struct ip ip; // its network
    uint32_t connections;
    bool is_used;
    int64_t due_us; // when its requests so far are paid off at the rate allowed (GCRA)
};

void clients_init(struct clients *c, struct arena *keep, const struct siphash_key *key,
    uint32_t connections_max, uint32_t rate_per_s)
{
    *c =
        (struct clients){.key = *key, .connections_max = connections_max, .rate_per_s = rate_per_s};
    int failed = pthread_mutex_init(&c->lock, NULL);
    assert(failed == 0);
    c->table = arena_array(keep, CLIENTS_MAX, sizeof *c->table);
}

void clients_finish(struct clients *c)
{
    pthread_mutex_destroy(&c->lock);
}

static struct ip client_network(const struct ip *ip)
{
    return ip_is_v4(ip) ? *ip : ip_network(ip, CLIENT_BITS);
}

static struct client *corner_of(const struct clients *c, const struct ip *network)
{
    struct span bytes = {(const char *)network->bytes, sizeof network->bytes};
    uint64_t hash = siphash(&c->key, bytes);
    return c->table + (hash % CORNERS) * WAYS;
}

static struct client *find(const struct clients *c, const struct ip *network)
{
    struct client *corner = corner_of(c, network);
    for (size_t i = 0; i < WAYS; i++) {
        if (corner[i].is_used && ip_equal(&corner[i].ip, network)) {
            return &corner[i];
        }
    }
    return NULL;
}

// Its place, else a new one: free, or of the client that has been away for longest. NULL: all
// connected.
static struct client *find_or_add(struct clients *c, const struct ip *network)
{
    struct client *found = find(c, network);
    if (found != NULL) {
        return found;
    }
    struct client *corner = corner_of(c, network);
    struct client *best = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        struct client *client = &corner[i];
        if (!client->is_used) {
            best = client;
            break;
        }
        if (client->connections == 0 && (best == NULL || client->due_us < best->due_us)) {
            best = client;
        }
    }
    if (best != NULL) {
        *best = (struct client){.ip = *network, .is_used = true};
    }
    return best;
}

bool clients_may_connect(struct clients *c, const struct ip *ip)
{
    if (c->connections_max == 0) {
        return true;
    }
    struct ip network = client_network(ip);
    pthread_mutex_lock(&c->lock);
    const struct client *client = find(c, &network);
    bool may = client == NULL || client->connections < c->connections_max;
    pthread_mutex_unlock(&c->lock);
    return may;
}

bool clients_connect(struct clients *c, const struct ip *ip)
{
    if (c->connections_max == 0) {
        return false;
    }
    struct ip network = client_network(ip);
    pthread_mutex_lock(&c->lock);
    struct client *client = find_or_add(c, &network);
    if (client != NULL) {
        client->connections++;
    }
    pthread_mutex_unlock(&c->lock);
    return client != NULL;
}

void clients_disconnect(struct clients *c, const struct ip *ip)
{
    struct ip network = client_network(ip);
    pthread_mutex_lock(&c->lock);
    struct client *client = find(c, &network);
    if (client != NULL && client->connections > 0) {
        client->connections--;
    }
    pthread_mutex_unlock(&c->lock);
}

// The generic cell rate algorithm: each request is due SECOND_US / rate after the one before it; a
// client may be ahead of that by one second.
static bool pay(struct client *client, uint32_t rate_per_s, int64_t now_us, uint32_t *wait_s)
{
    int64_t start_us = client->due_us > now_us ? client->due_us : now_us;
    int64_t due_us = start_us + SECOND_US / rate_per_s;
    int64_t ahead_us = due_us - now_us - SECOND_US;
    if (ahead_us > 0) {
        *wait_s = (uint32_t)((ahead_us + SECOND_US - 1) / SECOND_US);
        return false;
    }
    client->due_us = due_us;
    return true;
}

bool clients_request(struct clients *c, const struct ip *ip, int64_t now_us, uint32_t *wait_s)
{
    if (c->rate_per_s == 0) {
        return true;
    }
    struct ip network = client_network(ip);
    pthread_mutex_lock(&c->lock);
    struct client *client = find_or_add(c, &network);
    bool may = client == NULL || pay(client, c->rate_per_s, now_us, wait_s);
    pthread_mutex_unlock(&c->lock);
    return may;
}
