// SPDX-License-Identifier: MIT
// parts: a text cut at its holes: "a {b.c} d" -> "a ", b.c, " d". Floor: config (template); pure.
#pragma once

#include "base/span.h"

enum part_kind {
    PART_NONE,    // the text is at its end
    PART_LITERAL, // text, "{{" turned to "{"
    PART_HOLE,    // the name in a hole
    PART_NO_HOLE, // a '{' and what follows up to a blank: no name in braces
};

struct parts {
    struct span rest;
    size_t braces; // '{' met before `rest`
};

void parts_init(struct parts *p, struct span text);
enum part_kind parts_next(struct parts *p, struct span *part);

// Letters, digits and '_', not first a digit; with `dots` also several such words joined by dots.
bool parts_is_name(struct span text, bool dots);
