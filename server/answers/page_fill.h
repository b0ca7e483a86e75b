// SPDX-License-Identifier: MIT
// page_fill: what a provider offers, as the page tells it. Floor: answers; pure.
#pragma once

#include "answers/page_view.h"
#include "catalog/match.h"

// Who asks, and whose settings it is to be.
struct page_asked {
    const struct snapshot *snapshot;
    const struct request *request;
    const struct match *match;
    const struct address *address; // NULL: none
    size_t language;
};

// What the provider offers, into a *view whose `lang` is set; *filling is for the template. False:
// there is too much to be filled in.
MUST_USE bool page_fill(
    const struct page_asked *asked, struct filling *filling, struct page_view *view);

// A text of the program, in the reader's language.
struct span page_text(const struct snapshot *snapshot, size_t language, const char *key);
