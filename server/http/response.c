// SPDX-License-Identifier: MIT
#include "http/response.h"

#include <inttypes.h>
#include <microhttpd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/hash.h"

static const char *const cache_words[] = {
    [CACHE_NO_STORE] = "no-store",
    [CACHE_PRIVATE_NO_STORE] = "private, no-store",
    [CACHE_PRIVATE] = "private, max-age=",
    [CACHE_PUBLIC] = "public, max-age=",
};

static bool may_be_stored(const struct answer *answer)
{
    return answer->cache == CACHE_PRIVATE || answer->cache == CACHE_PUBLIC;
}

void response_cache_control(const struct answer *answer, char out[RESPONSE_CACHE_BYTES])
{
    struct buffer text;
    buffer_init_fixed(&text, out, RESPONSE_CACHE_BYTES);
    buffer_add_c(&text, cache_words[answer->cache]);
    if (may_be_stored(answer)) {
        buffer_add_number(&text, answer->max_age_s);
    }
    buffer_add_char(&text, '\0');
}

bool response_etag(const struct answer *answer, char out[RESPONSE_ETAG_BYTES])
{
    static const char hex[] = "0123456789abcdef";
    if (!may_be_stored(answer) || answer->status != MHD_HTTP_OK) {
        return false;
    }
    uint64_t hash = hash_bytes(buffer_span(answer->body));
    char *end = out;
    *end++ = '"';
    for (unsigned shift = 64; shift > 0; shift -= 4) {
        *end++ = hex[hash >> (shift - 4) & 15];
    }
    *end++ = '"';
    *end = '\0';
    return true;
}

bool response_matches(struct span if_none_match, struct span etag)
{
    struct span rest = if_none_match;
    struct span item;
    while (span_next(&rest, ',', &item)) {
        item = span_trim(item);
        if (span_starts_with(item, SPAN("W/"))) {
            item = span_from(item, 2);
        }
        if (span_equal(item, etag) || span_equal(item, SPAN("*"))) {
            return true;
        }
    }
    return false;
}

struct headers {
    struct MHD_Response *response;
    struct arena *arena;
    bool failed;
};

static void add(struct headers *h, const char *name, const char *value)
{
    h->failed = h->failed || MHD_add_response_header(h->response, name, value) != MHD_YES;
}

// Absent when empty. A NUL would hide the rest, a line break is refused by the library: both fail.
static void add_span(struct headers *h, const char *name, struct span value)
{
    const char *text;
    if (value.len == 0) {
        return;
    }
    if (!arena_to_c(h->arena, value, &text)) {
        h->failed = true;
        return;
    }
    add(h, name, text);
}

static void add_headers(struct headers *h, const struct response *response, const char *etag)
{
    const struct answer *answer = response->answer;
    char cache_control[RESPONSE_CACHE_BYTES];
    response_cache_control(answer, cache_control);
    add(h, MHD_HTTP_HEADER_CACHE_CONTROL, cache_control);
    add(h, MHD_HTTP_HEADER_X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (answer->content_type != NULL) {
        add(h, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type);
    }
    if (etag != NULL) {
        add(h, MHD_HTTP_HEADER_ETAG, etag);
    }
    if (answer->vary_language) {
        add(h, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
    }
    if (answer->content_security_policy != NULL) {
        add(h, MHD_HTTP_HEADER_CONTENT_SECURITY_POLICY, answer->content_security_policy);
        add(h, "Referrer-Policy", "no-referrer"); // its URL may hold an address
    }
    add_span(h, MHD_HTTP_HEADER_LOCATION, answer->location);
    add_span(h, MHD_HTTP_HEADER_CONTENT_DISPOSITION, answer->disposition);
    add_span(h, MHD_HTTP_HEADER_CONTENT_LANGUAGE, answer->content_language);
    if (response->allow != NULL) {
        add(h, MHD_HTTP_HEADER_ALLOW, response->allow);
    }
    if (response->retry_after_s > 0) {
        add_span(h, MHD_HTTP_HEADER_RETRY_AFTER,
            arena_format(h->arena, "%" PRIu32, response->retry_after_s));
    }
    if (response->close) {
        add(h, MHD_HTTP_HEADER_CONNECTION, "close");
    }
}

bool response_queue(struct MHD_Connection *connection, const struct response *response,
    unsigned *status, size_t *body_bytes)
{
    const struct answer *answer = response->answer;
    struct span body = buffer_span(answer->body);
    char etag_text[RESPONSE_ETAG_BYTES];
    const char *etag = response_etag(answer, etag_text) ? etag_text : NULL;
    *status = answer->status;
    if (etag != NULL && response->if_none_match.len > 0 &&
        response_matches(response->if_none_match, span_from_c(etag))) {
        *status = MHD_HTTP_NOT_MODIFIED; // sent without the body, but with its length
    }
    *body_bytes = *status == MHD_HTTP_NOT_MODIFIED ? 0 : body.len;

    // The library does not write to the body.
    void *bytes = (void *)(uintptr_t)body.ptr;
    struct headers h = {.arena = response->arena};
    h.response = MHD_create_response_from_buffer(body.len, bytes, MHD_RESPMEM_PERSISTENT);
    if (h.response == NULL) {
        return false;
    }
    add_headers(&h, response, etag);
    bool queued = !h.failed && MHD_queue_response(connection, *status, h.response) == MHD_YES;
    MHD_destroy_response(h.response);
    return queued;
}
