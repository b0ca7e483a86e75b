// SPDX-License-Identifier: MIT
// owner: the mail address that a request names, and the provider that answers for it. Floor:
// answers; pure.
#pragma once

#include "answers/answer.h"
#include "answers/parameters.h"
#include "catalog/match.h"

struct owner {
    struct address address;
    struct match match;
    struct filling filling;
};

// Reads the address `text`, and tells the log of it by *answer. False: it is none.
MUST_USE bool owner_parse(
    const struct request *request, struct span text, struct address *out, struct answer *answer);

// All false: they cannot be told anything, and *answer says why (400, 404). What the log is told
// of the address, or of the Host's domain, is in *answer either way.

// By what the search has found; `unknown`: what the log is told where that is nothing.
MUST_USE bool owner_is_served(
    enum match_result found, enum answer_result unknown, struct answer *answer);

// Of the Host, where no address is asked about.
MUST_USE bool owner_find_by_host(const struct snapshot *snapshot, const struct request *request,
    struct match *match, struct answer *answer);

// Of the address `text`.
MUST_USE bool owner_find(const struct snapshot *snapshot, const struct request *request,
    struct span text, struct owner *out, struct answer *answer);

// Of the parameter `email`, else `emailaddress`.
MUST_USE bool owner_read(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, struct owner *out, struct answer *answer);
