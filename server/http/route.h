// SPDX-License-Identifier: MIT
// route: path and method to the answer that is asked for. Floor: http; pure.
// One sorted table. A new protocol is a row here and an endpoint below.
#pragma once

#include "answers/answer.h"

// Label of metrics and log lines; a closed set.
enum http_endpoint {
    ENDPOINT_NONE, // no such path
    ENDPOINT_AUTOCONFIG,
    ENDPOINT_ISPDB,
    ENDPOINT_AUTODISCOVER,
    ENDPOINT_AUTODISCOVER_JSON,
    ENDPOINT_MOBILECONFIG,
    ENDPOINT_PACC,
    ENDPOINT_REDIRECT,
    ENDPOINT_QR,
    ENDPOINT_ACME,
    ENDPOINT_PAGE,
    ENDPOINT_ADMIN,
    ENDPOINT_COUNT,
};
extern const char *const endpoint_words[ENDPOINT_COUNT];

enum route_methods {
    ROUTE_READ, // GET, HEAD
    ROUTE_READ_AND_POST,
    ROUTE_ANY,
};

struct route {
    const char *path;     // lower case
    bool is_prefix;       // of the paths asked for
    bool any_letter_case; // of the path asked for
    enum route_methods methods;
    enum http_endpoint endpoint;
    answer_function *answer; // NULL: of ENDPOINT_ACME, whose answer is a file
};

extern const struct route routes[]; // sorted by path
extern const size_t route_count;

// The row for a decoded path: the exact one, else the longest prefix. NULL: none.
const struct route *route_find(struct span path);
bool route_allows(const struct route *route, enum method method);
// For the Allow header.
const char *route_methods_text(const struct route *route);
