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

// Both false: they cannot be told anything, and *answer says why (400, 404). What the log is told
// of the address is in *answer either way.

// Of the address `text`.
MUST_USE bool owner_find(const struct snapshot *snapshot, const struct request *request,
    struct span text, struct owner *out, struct answer *answer);

// Of the parameter `email`, else `emailaddress`.
MUST_USE bool owner_read(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, struct owner *out, struct answer *answer);
