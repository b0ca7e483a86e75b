// SPDX-License-Identifier: MIT
// fetch: HTTP questions, many at a time. Floor: doctor; libcurl's only home.
// Nothing is believed of the other side: bodies are cut at FETCH_BODY_MAX_BYTES, redirects are
// told, not followed, names are resolved by us (`addresses`), certificates always count.
#pragma once

#include "base/arena.h"

enum { FETCH_BODY_MAX_BYTES = 64 * 1024 }; // real answers have 2 KiB

enum fetch_result {
    FETCH_ANSWERED,
    FETCH_REFUSED, // no connection
    FETCH_SILENT,  // none in time, or no answer
    FETCH_TLS,     // no TLS, or a certificate that does not count
    FETCH_TOO_LARGE,
    FETCH_BROKEN, // an answer that is no HTTP
};

enum fetch_method {
    FETCH_GET,
    FETCH_POST,
    FETCH_PROPFIND, // WebDAV's question, of depth 0
};

struct fetch {
    // What to ask.
    struct span url;       // "https://…"
    struct span host;      // of that URL, and
    uint16_t port;         // its port
    struct span addresses; // "192.0.2.1,2001:db8::1"
    enum fetch_method method;
    struct span body; // text/xml; of a GET none
    // What came.
    enum fetch_result result;
    unsigned status;
    struct span content_type;  // as written; empty: none
    struct span location;      // absolute; empty: no redirect
    bool location_is_relative; // as it was written
    struct span content;
    struct span error; // the library's words, where there is no answer
    int64_t took_ms;
};

struct fetcher;

// Lives as long as the arena. `ca`: a file of certificates trusted instead of the machine's; may be
// NULL. NULL: no memory for it.
struct fetcher *fetcher_new(struct arena *a, const char *ca);
// Asks all at once; who has not answered after `patience_ms` or at `until_ms` is FETCH_SILENT.
void fetcher_run(struct fetcher *f, struct fetch *const *all, size_t count, int64_t patience_ms,
    int64_t until_ms);

// What of a URL counts: https or not, host (lower case, no last dot, no brackets), port. False: no
// URL of http or https.
MUST_USE bool fetch_url_parts(
    struct arena *a, struct span url, bool *tls, struct span *host, uint16_t *port);
