// SPDX-License-Identifier: MIT
// expect: what kind of value stands there, and the words when it is another. Floor: config; pure.
#pragma once

#include "base/suggest.h"
#include "config/walk.h"

// A member of the list that is `list`'s value.
struct value expect_item(struct value list, const struct item *item);

// True: the value is a list (a map). False: it is not, and that was reported.
MUST_USE bool expect_list(struct walk *w, struct value v);
MUST_USE bool expect_map(struct walk *w, struct value v);
// A text, not empty; expect_line: without a line feed in it. *out lives as long as the nodes.
MUST_USE bool expect_text(struct walk *w, struct value v, struct span *out);
MUST_USE bool expect_line(struct walk *w, struct value v, struct span *out);

// For "did you mean", as suggest_init(). Costs nothing once no more diagnostics are kept, so that a
// large file full of errors is read in time.
struct suggestion expect_near(const struct walk *w, struct span wanted);
bool expect_is_heard(const struct walk *w); // a diagnostic would still be kept
