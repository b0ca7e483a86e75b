// SPDX-License-Identifier: MIT
// target: the request-target of a request line, taken apart. Floor: http; pure.
// Source: RFC 9112 section 3.2: origin-form ("/path?query") and absolute-form
// ("http://host/path?query").
#pragma once

#include "base/span.h"

struct target {
    struct span path;      // percent-decoded once; begins with '/'; no NUL
    struct span query;     // as sent, without '?'
    struct span authority; // of the absolute form, which outranks Host; else empty
};

// `text` is decoded in place; the spans of *out point into it. False: another form, a blank or
// control character, a fragment, or in the path a '%' without two hexadecimal digits, or "%00".
// (What a query says is for the answers to judge: each has its own words for what it cannot read.)
MUST_USE bool target_parse(char *text, size_t len, struct target *out);

// Bytes that a host with port may consist of; whether it is a name is model/domain's to say.
bool target_is_authority(struct span text);
