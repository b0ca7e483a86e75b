// SPDX-License-Identifier: MIT
#include "http/respond.h"

#include "http/admin.h"
#include "http/challenge.h"
#include "http/request.h"
#include "http/response.h"

// An answer on its way.
struct exchange {
    struct door *door;
    struct connection *connection;
    const char *method;
    struct request request;
    struct origin origin;
    struct answer answer;
    struct response response;
    enum http_endpoint endpoint;
    const char *result;
};

// The refusal decided on, or the rate's. Requests of trusted proxies themselves are not counted.
static enum refusal find_refusal(struct exchange *x)
{
    struct shared *shared = x->door->loop->shared;
    if (x->connection->refusal != REFUSAL_NONE) {
        return x->connection->refusal;
    }
    if (x->connection->body_len > BODY_MAX_BYTES) {
        return REFUSAL_BODY_LARGE;
    }
    bool counted = x->origin.has_client && x->door->listener->kind != LISTENER_ADMIN &&
                   !proxies_trust_ip(&shared->settings.proxies, &x->origin.client);
    if (counted && !clients_request(&shared->clients, &x->origin.client, x->door->loop->run_us,
                       &x->response.retry_after_s)) {
        return REFUSAL_RATE;
    }
    return REFUSAL_NONE;
}

static void refuse(struct exchange *x, enum refusal refusal)
{
    const struct refusal_row *row = &refusal_rows[refusal];
    answer_text(&x->answer, row->status, RESULT_BAD_REQUEST, row->text);
    x->result = row->reason;
    x->response.close = refusal != REFUSAL_RATE;
    metrics_add(&x->door->loop->metrics->refusals[refusal]);
}

static void answer_public(struct exchange *x, const struct snapshot *snapshot)
{
    const struct route *route = route_find(x->request.path);
    if (route == NULL) {
        answer_text(&x->answer, MHD_HTTP_NOT_FOUND, RESULT_BAD_REQUEST, "not found");
        return;
    }
    x->endpoint = route->endpoint;
    if (!route_allows(route, x->request.method)) {
        answer_text(
            &x->answer, MHD_HTTP_METHOD_NOT_ALLOWED, RESULT_BAD_REQUEST, "method not allowed");
        x->response.allow = route_methods_text(route);
        return;
    }
    if (route->answer == NULL) {
        challenge_answer(x->door->loop->shared->settings.acme_dir, &x->request, &x->answer);
    } else {
        route->answer(snapshot, &x->request, &x->answer);
    }
    if (!buffer_ok(x->answer.body)) {
        answer_text(&x->answer, MHD_HTTP_INTERNAL_SERVER_ERROR, RESULT_FAILED, "internal error");
    }
    x->result = result_words[x->answer.result];
    metrics_add(&x->door->loop->metrics->answers[x->endpoint][x->answer.result]);
    asked_count(x->door->loop->asked, &x->answer, x->door->loop->run_us);
}

static void answer_admin(struct exchange *x, const struct snapshot *snapshot)
{
    x->endpoint = ENDPOINT_ADMIN;
    if (!admin_answer(x->door->loop, snapshot, &x->request, &x->answer)) {
        x->response.allow = "GET, HEAD";
    }
}

static void write_log(const struct exchange *x, unsigned status, size_t bytes, int64_t duration_us)
{
    access_log_write(&x->door->loop->shared->access_log,
        &(struct access){.endpoint = x->endpoint,
            .method = span_from_c(x->method),
            .status = status,
            .result = x->result,
            .bytes = bytes,
            .duration_us = duration_us,
            .domain = x->answer.domain,
            .address = x->answer.address,
            .client = x->origin.has_client ? &x->origin.client : NULL});
}

// A chunked body ends the connection: the library takes line ends within it that a proxy may read
// otherwise, and then the two would not agree on where the next request begins.
static bool must_close(const struct exchange *x)
{
    return x->response.close || x->connection->head.chunked ||
           atomic_load(&x->door->loop->shared->phase) != PHASE_RUN ||
           x->connection->requests >= REQUESTS_PER_CONNECTION_MAX;
}

static void answer(struct exchange *x, const struct snapshot *snapshot)
{
    enum refusal refusal = find_refusal(x);
    if (refusal != REFUSAL_NONE) {
        x->connection->refusal = refusal;
        refuse(x, refusal);
    } else if (x->door->listener->kind == LISTENER_ADMIN) {
        answer_admin(x, snapshot);
    } else {
        answer_public(x, snapshot);
    }
}

enum MHD_Result respond(struct door *door, struct MHD_Connection *library,
    struct connection *connection, const char *method)
{
    struct loop *loop = door->loop;
    struct exchange x = {.door = door, .connection = connection, .method = method};
    connection_take_answer(connection, &loop->body);
    request_fill(loop->shared, connection, method, &x.request, &x.origin);
    x.request.arena = &loop->request_arena;
    x.answer.body = &connection->answer;
    x.response.answer = &x.answer;
    x.response.arena = &loop->request_arena;

    answer(&x, loop->snapshot);
    bool reads = x.request.method == METHOD_GET || x.request.method == METHOD_HEAD;
    x.response.if_none_match = reads ? connection->head.if_none_match : SPAN("");
    x.response.close = must_close(&x);
    unsigned status = 0;
    size_t bytes = 0;
    bool queued = response_queue(library, &x.response, &status, &bytes);

    int64_t now_us = loop_now_us();
    int64_t duration_us = now_us - connection->begun_us;
    metrics_request(loop->metrics, x.endpoint, status, duration_us, bytes);
    write_log(&x, status, bytes, duration_us);
    connection->is_logged = true;
    connection->is_last = x.response.close;
    connection->state = CONNECTION_ANSWER;
    connection->deadline_ms = now_us / 1000 + WRITE_DEADLINE_MS;
    arena_empty(&loop->request_arena);
    return queued ? MHD_YES : MHD_NO;
}

void respond_unanswered(
    struct door *door, struct MHD_Connection *library, const struct connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_HTTP_STATUS);
    struct exchange x = {.door = door, .method = ""};
    x.origin.client = connection->peer.ip;
    x.origin.has_client = !connection->peer.is_unix;
    unsigned status = info != NULL ? info->http_status : 0;
    int64_t duration_us = loop_now_us() - connection->begun_us;
    metrics_request(door->loop->metrics, ENDPOINT_NONE, status, duration_us, 0);
    write_log(&x, status, 0, duration_us);
}
