// SPDX-License-Identifier: MIT
// config_changes: what of a provider's values differs between two configurations. Floor: verbs;
// pure.
#pragma once

#include "catalog/index.h"

struct config_change { // of one value
    struct span key;
    struct span before, after; // ptr NULL: there is none
};

// "mail domain" or "mx name": what a name is to who answers for it.
const char *config_changes_role(const struct hit *hit);

// From who answered for a name to who will: struct config_change, in `a`. NULL: nobody; then its
// provider is the only change. Names are none. Of a secret it is told that it changes, no more.
struct list config_changes(struct arena *a, const struct hit *before, const struct hit *after);
