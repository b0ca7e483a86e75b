// SPDX-License-Identifier: MIT
// framing: where a request ends, checked before a byte of its body is read. Floor: http; pure.
// The library takes what a careful server must not: two lengths, a length beside a coding, unknown
// codings, two hosts, NULs (it cuts there), folded lines (it mends the wrong end), blanks in names.
// Each lets a proxy and this server see different requests in the same bytes (RFC 9112
// section 11.2).
#pragma once

#include "http/forwarded.h"
#include "http/refusal.h"

// The head of a request: what of its headers anybody reads. Spans point to where the library keeps
// the head, which is as long as the request.
struct head {
    bool is_1_0; // HTTP/1.0
    struct span host;
    bool has_length;
    uint64_t length; // bytes of the body
    bool chunked;
    bool has_credentials; // an Authorization header, never looked into
    struct span accept_language;
    struct span user_agent;
    struct span if_none_match;
    struct forwarding forwarding;
};

struct framing {
    struct head *head;
    const char *end; // of the text before: a header line must begin right after it
    size_t noted;    // bytes that the library keeps of it besides the text
    unsigned hosts, lengths, codings;
    enum refusal refusal; // the first found
};

// `target_end`: the end of the request-target as read, `version` what follows it by the library's
// word.
void framing_begin(
    struct framing *f, struct head *head, const char *target_end, const char *version);
void framing_header(struct framing *f, struct span name, struct span value);
// `head_end`: the first byte after the empty line; `head_bytes`: all of it.
enum refusal framing_end(struct framing *f, const char *head_end, size_t head_bytes);
