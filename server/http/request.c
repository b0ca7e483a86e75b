// SPDX-License-Identifier: MIT
#include "http/request.h"

#include <string.h>
#include <time.h>

enum {
    US_PER_S = 1000 * 1000,
    NS_PER_US = 1000,
};

static enum method parse_method(const char *text)
{
    static const char *const words[METHOD_OTHER] = {
        [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcmp(text, words[i]) == 0) {
            return (enum method)i;
        }
    }
    return METHOD_OTHER;
}

static int64_t real_time_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / NS_PER_US;
}

// A trusted proxy's word, else the request-target's, else the Host header's.
static struct span choose_host(const struct connection *connection, const struct origin *origin)
{
    if (origin->host.len > 0 && target_is_authority(origin->host)) {
        return origin->host;
    }
    struct span authority = connection->target.authority;
    return authority.len > 0 ? authority : connection->head.host;
}

// It certainly came over plain http, and https is to be had at the place it is sent to instead.
static bool has_better_scheme(
    const struct shared *shared, const struct connection *connection, const struct origin *origin)
{
    bool plain = origin->scheme == SCHEME_HTTP ||
                 (shared->has_tls && connection->listener->kind == LISTENER_PLAIN &&
                     !proxies_trust(&shared->settings.proxies, &connection->peer));
    if (!plain || shared->settings.public_url.len > 0) {
        return plain;
    }
    struct span host = choose_host(connection, origin);
    struct span name;
    struct span port;
    return shared->has_tls &&
           tls_has_host(&shared->tls, span_cut_last(host, ':', &name, &port) ? name : host);
}

void request_fill(const struct shared *shared, const struct connection *connection,
    const char *method, struct request *out, struct origin *origin)
{
    const struct server_settings *settings = &shared->settings;
    const struct head *head = &connection->head;
    forwarded_origin(&settings->proxies, &connection->peer, &head->forwarding, origin);
    *out = (struct request){
        .method = parse_method(method),
        .path = connection->target.path,
        .query = connection->target.query,
        .host = choose_host(connection, origin),
        .body = connection_body(connection),
        .accept_language = head->accept_language,
        .user_agent = head->user_agent,
        .public_url = settings->public_url,
        .plain_http = has_better_scheme(shared, connection, origin),
        .time_us = real_time_us(),
    };
}
