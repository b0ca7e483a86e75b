// SPDX-License-Identifier: MIT
// parameters: what a query or a form says, by name. Floor: answers; pure.
// Source: RFC 3986 section 2.1; for forms, application/x-www-form-urlencoded of the URL standard.
// Invariant: names and values hold no NUL; everything else a client may send is in them.
#pragma once

#include "base/arena.h"
#include "base/limits.h"

enum parameters_kind {
    PARAMETERS_QUERY, // '+' is itself: half the clients paste addresses in raw
    PARAMETERS_FORM,  // '+' is a blank
};

struct parameter {
    struct span name;
    struct span value;
};

struct parameters {
    struct parameter items[PARAMETERS_MAX];
    size_t len;
};

// "a=1&b=2", percent-decoded. Spans point into `text` or into `a`; valid as long as both.
// False: a broken escape ("%4", "%zz"), a NUL, or more than PARAMETERS_MAX; *out is then undefined.
MUST_USE bool parameters_parse(
    struct arena *a, struct span text, enum parameters_kind kind, struct parameters *out);

// One piece of such text. False: as above, number aside.
MUST_USE bool parameters_decode(
    struct arena *a, struct span text, enum parameters_kind kind, struct span *out);

// The first value under `name` (letter case aside) that is not empty; empty: there is none.
struct span parameters_find(const struct parameters *p, const char *name);

// Without the spaces that a pasted address brings along (a line end is no space).
struct span parameters_without_spaces(struct span value);
// Both.
struct span parameters_find_address(const struct parameters *p, const char *name);
// Both, under `email`, else under `emailaddress`.
struct span parameters_find_email(const struct parameters *p);
