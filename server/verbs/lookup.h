// SPDX-License-Identifier: MIT
// lookup: the domain that a verb is asked about. Floor: verbs.
#pragma once

#include "catalog/match.h"
#include "state/snapshot.h"

// Finds who answers for `text`, a domain in any writing, as if asked of its autoconfig name. False:
// it is no domain, not served, or switched off (unless `disabled_too`): told on standard error, and
// the exit code is EXIT_WRONG.
MUST_USE bool lookup_domain(struct arena *a, const struct snapshot *s, struct span text,
    bool disabled_too, struct match *out);
