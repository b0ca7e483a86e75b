// SPDX-License-Identifier: MIT
// address: a mail address taken apart. Floor: model; pure. Source: RFC 5321 section 4.1.2, RFC
// 6531. Invariant: `local` is 1..64 bytes of UTF-8 without control characters, its case kept;
// `domain` is lower-case A-labels, 1..253 bytes, no last dot; `whole` is local@domain, at most 254
// bytes.
#pragma once

#include "base/arena.h"

struct address {
    struct span local;
    struct span domain;
    struct span whole;
};

// Splits `text` (any bytes) at its last '@'. The spans point into `text` or into `a`. False: not an
// address; *out is untouched and *why is a word for the log ("no '@'"), static.
MUST_USE bool address_parse(
    struct arena *a, struct span text, struct address *out, const char **why);

// The form that identities and `logins` compare by: ASCII letters of the local part lowered, too.
struct span address_folded(struct arena *a, const struct address *address);
