// SPDX-License-Identifier: MIT
#include "http/connection.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

enum {
    AREA_BYTES = TARGET_MAX_BYTES + BODY_MAX_BYTES,
    STALLED_SWEEPS_MAX = 4, // bytes may well come in the moment of a sweep, but not at each
};

bool connection_pool_init(struct connection_pool *pool, struct arena *keep, size_t size)
{
    *pool = (struct connection_pool){.size = size, .areas_bytes = size * AREA_BYTES};
    void *areas = mmap(NULL, pool->areas_bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (areas == MAP_FAILED) {
        return false;
    }
    pool->areas = areas;
    pool->items = arena_array(keep, size, sizeof *pool->items);
    for (size_t i = size; i > 0; i--) {
        struct connection *connection = &pool->items[i - 1];
        connection->area = pool->areas + (i - 1) * AREA_BYTES;
        connection->next = pool->free;
        pool->free = connection;
    }
    return true;
}

void connection_pool_finish(struct connection_pool *pool)
{
    if (pool->areas != NULL) {
        munmap(pool->areas, pool->areas_bytes);
    }
    *pool = (struct connection_pool){0};
}

struct connection *connection_take(struct connection_pool *pool)
{
    struct connection *connection = pool->free;
    if (connection != NULL) {
        pool->free = connection->next;
        pool->used++;
        *connection = (struct connection){.area = connection->area, .fd = -1};
    }
    return connection;
}

void connection_give_back(struct connection_pool *pool, struct connection *connection)
{
    connection->state = CONNECTION_FREE;
    connection->next = pool->free;
    pool->free = connection;
    pool->used--;
}

void connection_next_request(struct connection *connection, int64_t now_ms)
{
    connection->state = CONNECTION_HEAD;
    connection->deadline_ms = now_ms + HEAD_DEADLINE_MS;
    connection->is_looked_at = false;
    connection->is_begun = false;
    connection->is_logged = false;
    connection->is_last = false;
    connection->refusal = REFUSAL_NONE;
    connection->target_end = NULL;
    connection->target_len = 0;
    connection->body_len = 0;
    connection->body_seen = 0;
    connection->stalled_sweeps = 0;
}

struct span connection_body(const struct connection *connection)
{
    size_t len = connection->body_len < BODY_MAX_BYTES ? connection->body_len : BODY_MAX_BYTES;
    return (struct span){connection->area + connection->target_len, len};
}

void connection_add_body(struct connection *connection, struct span piece)
{
    if (connection->body_len < BODY_MAX_BYTES) {
        size_t room = BODY_MAX_BYTES - connection->body_len;
        memcpy(connection->area + connection->target_len + connection->body_len, piece.ptr,
            piece.len < room ? piece.len : room);
    }
    connection->body_len += piece.len;
}

void connection_take_answer(struct connection *connection, struct buffer *spare)
{
    connection->answer = *spare;
    buffer_empty(&connection->answer);
    buffer_init(spare, connection->answer.limit);
}

void connection_give_back_answer(struct connection *connection, struct buffer *spare)
{
    if (connection->answer.ptr != NULL) {
        buffer_finish(spare);
        *spare = connection->answer;
    }
    connection->answer = (struct buffer){0};
}

static const char *early_answer(enum refusal refusal)
{
    if (refusal == REFUSAL_STALLED) {
        return "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }
    return "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

void connection_end(struct connection *connection, enum refusal refusal)
{
    bool is_tls = connection->certificates != NULL; // then only the library can write into it
    if (connection->state == CONNECTION_BODY && refusal != REFUSAL_NONE && !is_tls) {
        const char *text = early_answer(refusal);
        // What cannot be sent at once is not worth waiting for.
        (void)!send(connection->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
        connection_drain(connection);
    }
    shutdown(connection->fd, SHUT_RDWR);
    connection->state = CONNECTION_CLOSED;
}

void connection_drain(const struct connection *connection)
{
    char sink[4096];
    size_t taken = 0;
    while (taken < BODY_DISCARD_MAX_BYTES) {
        ssize_t len = recv(connection->fd, sink, sizeof sink, MSG_DONTWAIT);
        if (len <= 0) {
            return;
        }
        taken += (size_t)len;
    }
}

bool connection_has_ended(struct connection *connection)
{
    char byte;
    bool is_looked_at = connection->is_looked_at;
    connection->is_looked_at = true;
    return !is_looked_at && recv(connection->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

bool connection_is_stalled(struct connection *connection)
{
    int waiting = 0;
    bool waits = ioctl(connection->fd, FIONREAD, &waiting) == 0 && waiting > 0 &&
                 connection->body_seen == connection->body_len;
    connection->body_seen = connection->body_len;
    connection->stalled_sweeps = waits ? connection->stalled_sweeps + 1 : 0;
    return connection->stalled_sweeps > STALLED_SWEEPS_MAX;
}
