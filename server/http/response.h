// SPDX-License-Identifier: MIT
// response: an answer as HTTP. Floor: http. Sources: RFC 9110, RFC 9111 (caching).
#pragma once

#include "answers/answer.h"

struct MHD_Connection;

// What the answer does not say itself.
struct response {
    const struct answer *answer;
    struct span if_none_match; // of a request that may be answered so; else empty
    const char *allow;         // methods, of a 405; NULL: none
    uint32_t retry_after_s;    // of a 429; 0: none
    bool close;                // the connection, afterwards
    struct arena *arena;
};

// Hands it to the library, which reads the body where it is until the request is completed; *status
// and *body_bytes are what is sent (of HEAD, what GET would send). False: it could not be, and the
// connection is to be closed.
MUST_USE bool response_queue(struct MHD_Connection *connection, const struct response *response,
    unsigned *status, size_t *body_bytes);

enum {
    RESPONSE_CACHE_BYTES = 40, // the longest Cache-Control and its NUL
    RESPONSE_ETAG_BYTES = 19,  // 16 digits, quotes, NUL
};

// The parts that need no connection.
void response_cache_control(const struct answer *answer, char out[RESPONSE_CACHE_BYTES]);
// False: nobody may store it, so it has none.
MUST_USE bool response_etag(const struct answer *answer, char out[RESPONSE_ETAG_BYTES]);
// If-None-Match: "*" or a list of tags, compared weakly (RFC 9110 section 13.1.2).
bool response_matches(struct span if_none_match, struct span etag);
