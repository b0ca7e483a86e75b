// SPDX-License-Identifier: MIT
#include "http/exchange.h"

#include <assert.h>
#include <string.h>

#include "http/respond.h"

static struct peer peer_of(const struct sockaddr *address)
{
    struct peer peer = {.is_unix = false};
    peer.is_unix = !ip_from_socket(address, &peer.ip);
    return peer;
}

// Proxies stand for many people and are not counted.
static bool is_counted(const struct shared *shared, const struct peer *peer)
{
    return !peer->is_unix && !proxies_trust(&shared->settings.proxies, peer);
}

enum MHD_Result exchange_accept(void *argument, const struct sockaddr *address, socklen_t len)
{
    (void)len;
    struct door *door = argument;
    struct loop *loop = door->loop;
    struct peer peer = peer_of(address);
    loop->progress++;
    if (door->pool->used == door->pool->size) {
        metrics_add(&loop->metrics->refusals[REFUSAL_FULL]);
        return MHD_NO;
    }
    if (door->listener->kind != LISTENER_ADMIN && is_counted(loop->shared, &peer) &&
        !clients_may_connect(&loop->shared->clients, &peer.ip)) {
        metrics_add(&loop->metrics->refusals[REFUSAL_CLIENT]);
        return MHD_NO;
    }
    return MHD_YES;
}

static void connected(struct door *door, struct MHD_Connection *library, void **context)
{
    struct loop *loop = door->loop;
    struct connection *connection = connection_take(door->pool);
    assert(connection != NULL); // exchange_accept() has looked
    *context = connection;
    connection->listener = door->listener;
    connection->fd =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    connection->peer =
        peer_of(MHD_get_connection_info(library, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    if (door->listener->kind != LISTENER_ADMIN && is_counted(loop->shared, &connection->peer)) {
        connection->is_counted = clients_connect(&loop->shared->clients, &connection->peer.ip);
    }
    if (door->listener->kind == LISTENER_TLS) {
        tls_begin(&loop->shared->tls, library, connection);
    }
    connection_next_request(connection, loop->run_us / 1000);
    metrics_add(&loop->metrics->accepted);
}

void exchange_connection(void *argument, struct MHD_Connection *library, void **context,
    enum MHD_ConnectionNotificationCode what)
{
    struct door *door = argument;
    door->loop->progress++;
    door->loop->is_quiet = false;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        connected(door, library, context);
        return;
    }
    if (door->pool->used == door->pool->size) {
        door->loop->has_room_again = true;
    }
    struct connection *connection = *context;
    if (connection->is_counted) {
        clients_disconnect(&door->loop->shared->clients, &connection->peer.ip);
    }
    tls_end(&door->loop->shared->tls, connection);
    connection_give_back(door->pool, connection);
    metrics_add(&door->loop->metrics->closed);
}

void *exchange_target(void *argument, const char *target, struct MHD_Connection *library)
{
    struct door *door = argument;
    struct connection *connection =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    door->loop->progress++;
    connection->is_begun = true;
    connection->begun_us = door->loop->run_us;
    connection->requests++;
    size_t len = strlen(target);
    connection->target_end = target + len;
    if (len > TARGET_MAX_BYTES) {
        connection->refusal = REFUSAL_TARGET_LONG;
    } else {
        memcpy(connection->area, target, len);
        connection->target_len = len;
        if (!target_parse(connection->area, len, &connection->target)) {
            connection->refusal = REFUSAL_TARGET;
        }
    }
    // The library will next parse the arguments into its small memory, and when that is full never
    // answer. Nobody reads them there, so it gets none: its bytes are its own, not really constant.
    char *mark = strchr(target, '?');
    if (mark != NULL) {
        mark[1] = '\0';
    }
    return connection;
}

static enum MHD_Result add_header(void *framing, enum MHD_ValueKind kind, const char *name,
    size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    framing_header(framing, (struct span){name, name_len}, (struct span){value, value_len});
    return MHD_YES;
}

static enum refusal check_framing(struct connection *connection, struct MHD_Connection *library,
    const char *method, const char *version)
{
    struct framing framing;
    framing_begin(&framing, &connection->head, connection->target_end, version);
    MHD_get_connection_values_n(library, MHD_HEADER_KIND, add_header, &framing);
    size_t head_bytes =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    enum refusal refusal = framing_end(&framing, method + head_bytes, head_bytes);
    return connection->refusal != REFUSAL_NONE ? connection->refusal : refusal;
}

// The head is here. What needs no body is answered at the second call, since the library ends the
// connection after whatever is answered at the first.
static enum MHD_Result take_head(struct door *door, struct MHD_Connection *library,
    struct connection *connection, const char *method, const char *version)
{
    connection->refusal = check_framing(connection, library, method, version);
    connection->state = CONNECTION_BODY;
    connection->deadline_ms = door->loop->run_us / 1000 + BODY_DEADLINE_MS;
    connection->is_looked_at = false;
    if (connection->head.has_credentials) {
        metrics_add(&door->loop->metrics->credentials);
    }
    return connection->refusal == REFUSAL_NONE ? MHD_YES
                                               : respond(door, library, connection, method);
}

enum MHD_Result exchange_request(void *argument, struct MHD_Connection *library, const char *path,
    const char *method, const char *version, const char *body, size_t *body_len, void **context)
{
    (void)path;
    struct door *door = argument;
    struct connection *connection = *context;
    door->loop->progress++;
    if (connection->state == CONNECTION_HEAD) {
        return take_head(door, library, connection, method, version);
    }
    if (*body_len == 0) {
        return respond(door, library, connection, method);
    }
    connection_add_body(connection, (struct span){body, *body_len});
    *body_len = 0;
    return connection->body_len <= BODY_MAX_BYTES + BODY_DISCARD_MAX_BYTES ? MHD_YES : MHD_NO;
}

void exchange_completed(void *argument, struct MHD_Connection *library, void **context,
    enum MHD_RequestTerminationCode how)
{
    struct door *door = argument;
    struct connection *connection = *context;
    door->loop->progress++;
    if (connection == NULL) {
        return;
    }
    if (!connection->is_logged) {
        respond_unanswered(door, library, connection);
    }
    connection_give_back_answer(connection, &door->loop->body);
    if (connection->is_last || how == MHD_REQUEST_TERMINATED_WITH_ERROR) {
        connection_drain(connection);
    }
    connection_next_request(connection, door->loop->run_us / 1000);
}
