// SPDX-License-Identifier: MIT
// connection: what a loop knows of each of its connections, and where a request is kept while it
// comes in. Floor: http. Made at start for all connections there can be; nothing is allocated
// later. Each pool belongs to one loop, so nothing here is locked.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "http/framing.h"
#include "http/target.h"

struct certificate_set;
struct listener;
struct route;

enum connection_state {
    CONNECTION_FREE,
    CONNECTION_HEAD,   // waits for a request, or for the rest of its head
    CONNECTION_BODY,   // waits for the rest of its body
    CONNECTION_ANSWER, // sends
    CONNECTION_CLOSED, // shut down by us; the library has yet to notice
};

struct connection {
    enum connection_state state;
    int fd;
    const struct listener *listener;
    const struct certificate_set *certificates; // of a TLS connection, as they were when it began
    struct peer peer;
    bool is_counted; // in clients
    uint32_t requests;
    int64_t deadline_ms;     // of its state, monotonic
    bool is_looked_at;       // for an end that the library missed, since its state began
    struct connection *next; // of the free ones

    // The request under way.
    bool is_begun; // its request line is here
    bool is_logged;
    bool is_last; // its answer ends the connection
    enum refusal refusal;
    int64_t begun_us;       // monotonic
    const char *target_end; // where the library keeps it: compared, never read
    struct target target;
    struct head head;
    char *area; // TARGET_MAX_BYTES + BODY_MAX_BYTES: the target, then the body
    size_t target_len;
    size_t body_len;         // as received; at most BODY_MAX_BYTES of it are kept
    size_t body_seen;        // at the last sweep
    unsigned stalled_sweeps; // so far in a row, bytes waited that nobody took
    struct buffer answer;    // its body, until it is sent
};

struct connection_pool {
    struct connection *items;
    char *areas;
    size_t areas_bytes;
    size_t size;
    size_t used;
    struct connection *free;
};

// False: no memory for the areas. `items` live in `keep`; the areas cost nothing until used.
MUST_USE bool connection_pool_init(struct connection_pool *pool, struct arena *keep, size_t size);
void connection_pool_finish(struct connection_pool *pool);

// A free one, zeroed but for its area. NULL: all are used.
struct connection *connection_take(struct connection_pool *pool);
void connection_give_back(struct connection_pool *pool, struct connection *connection);

// Forgets the request; the connection waits for the next one.
void connection_next_request(struct connection *connection, int64_t now_ms);

// What was kept of the body.
struct span connection_body(const struct connection *connection);
void connection_add_body(struct connection *connection, struct span piece);

// The body of an answer is the connection's until it is sent: the library reads it there. Its
// memory comes from `spare`, which serves one answer after the other, and goes back there; whoever
// answers meanwhile finds `spare` empty, and it grows anew.
void connection_take_answer(struct connection *connection, struct buffer *spare);
void connection_give_back_answer(struct connection *connection, struct buffer *spare);

// Ends it without waiting for the peer: with a short answer where `refusal` has one and nothing was
// answered yet. The library notices by itself.
void connection_end(struct connection *connection, enum refusal refusal);
// Takes what has already come in, so that closing does not reset the connection before the peer has
// read our answer.
void connection_drain(const struct connection *connection);
// True, once a state: the peer has ended its side, and nothing more will come. (The library misses
// an end that arrives together with the last bytes.)
bool connection_has_ended(struct connection *connection);
// For each sweep. True: bytes have waited on the socket for a while and none was taken: the library
// has no room for them, which only an endless chunk header brings about.
bool connection_is_stalled(struct connection *connection);
