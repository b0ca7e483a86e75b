// SPDX-License-Identifier: MIT
// forwarded: where a request that came through proxies began. Floor: http; pure.
// Sources: RFC 7239 (Forwarded); X-Forwarded-For, -Proto, -Host by custom.
#pragma once

#include "http/proxies.h"

// A header that may come several times; of too many the last ones are kept: they are the nearest
// proxies' and those that can be trusted.
struct header_lines {
    struct span lines[FORWARDED_LINES_MAX];
    size_t count;
};
void header_lines_add(struct header_lines *lines, struct span value);

struct forwarding {
    struct header_lines forwarded;
    struct header_lines x_for;
    struct header_lines x_proto;
    struct header_lines x_host;
};

enum scheme {
    SCHEME_UNKNOWN,
    SCHEME_HTTP,
    SCHEME_HTTPS,
};

struct origin {
    struct ip client;   // the right-most address that is no trusted proxy's
    bool has_client;    // false: a unix socket, and nobody said more
    bool forwarded;     // said by a trusted proxy, not seen on the socket
    enum scheme scheme; // as a trusted proxy says
    struct span host;   // likewise; empty: not said
};

// Headers of a peer that is not trusted are not looked at; those that are no sense are as good as
// absent. Spans of *out point into the headers.
void forwarded_origin(const struct proxies *proxies, const struct peer *peer,
    const struct forwarding *headers, struct origin *out);
