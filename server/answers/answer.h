// SPDX-License-Identifier: MIT
// answer: from (snapshot, request) to (status, headers, bytes). Floor: answers; pure: no I/O, no
// clock. The seam that everything else is built around: http/ calls it for a client, `show` for
// the command line, tests and fuzzers directly.
#pragma once

#include "state/snapshot.h"

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_OTHER,
};

struct request {
    enum method method;
    struct span path;  // percent-decoded once, no NUL
    struct span query; // as sent, without '?'
    struct span host;  // the Host header (or the proxy's, where trusted) as sent; may be empty
    struct span body;  // of a POST
    struct span accept_language;
    struct span user_agent;
    struct span public_url; // --public-url without its last '/', or empty
    bool plain_http;     // certainly came over plain http, and https is to be had instead: for POX
    int64_t time_us;     // since 1970, UTC: only for what prints it
    struct arena *arena; // of this request; emptied after the answer is sent
};

enum cache {
    CACHE_NO_STORE,         // errors: an administrator may add the domain a minute later
    CACHE_PRIVATE_NO_STORE, // depends on a person
    CACHE_PRIVATE,          // max_age_s
    CACHE_PUBLIC,           // max_age_s
};

// What was asked and what became of it: labels of metrics and log lines, from closed sets only.
enum answer_result {
    RESULT_HIT,
    RESULT_UNKNOWN_DOMAIN,
    RESULT_DISABLED,
    RESULT_BAD_ADDRESS,
    RESULT_BAD_REQUEST,
    RESULT_NOTHING_TO_SAY,
    RESULT_NO_ADDRESS, // and none by Host
    RESULT_FAILED,
    RESULT_COUNT,
};

struct answer {
    unsigned status;
    const char *content_type; // static
    enum cache cache;
    uint32_t max_age_s;
    bool vary_language;
    struct span location;    // of a redirect; empty: none
    struct span disposition; // Content-Disposition; empty: none
    struct span content_language;
    const char *content_security_policy; // static, or the snapshot's; NULL: none
    enum answer_result result;
    struct span domain;  // for the log: the domain asked for, normal form; empty: none
    struct span address; // for --log-addresses; empty: none
    struct buffer *body; // the caller's, empty at the start
};

// Every answer has this type. *answer comes in zeroed but for `body`.
typedef void answer_function(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer);

// A short text/plain body and no caching: every error for clients that are not Outlook's.
void answer_text(
    struct answer *answer, unsigned status, enum answer_result result, const char *text);

// 500: the body would be larger than ANSWER_MAX_BYTES, or what it is made of than a request's
// memory.
void answer_too_large(struct answer *answer);

enum template_id {
    TEMPLATE_AUTOCONFIG,
    TEMPLATE_AUTODISCOVER,
    TEMPLATE_AUTODISCOVER_MOBILESYNC,
    TEMPLATE_AUTODISCOVER_ERROR,
    TEMPLATE_MOBILECONFIG,
    TEMPLATE_PAGE,
    TEMPLATE_COUNT,
};
extern const struct template_source answer_templates[TEMPLATE_COUNT];

// Renders a template of `snapshot` over `view` (the struct of its root record) into the body.
// False: it did not fit, and that is answered.
MUST_USE bool answer_render(const struct snapshot *snapshot, enum template_id id, const void *view,
    const struct filling *filling, size_t language, struct answer *answer);

// What answers make of a snapshot before the first request: for load_options (state/reload.h).
void answer_prepare(struct snapshot *snapshot);

// The domain that the Host header names, in normal form; empty: none.
struct span answer_host(const struct request *request);
