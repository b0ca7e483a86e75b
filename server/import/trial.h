// SPDX-License-Identifier: MIT
// trial: whether the loader would take a value, asked of its own readers. Floor: beside answers
// (import); pure.
#pragma once

#include "import/import.h"
#include "model/provider.h"

// Number of a provider's key among the fields of provider_record; there is such a key.
size_t trial_field(const char *key);

// True: the loader takes `value` for that key; then it stands in *into, which lives as long as
// `scratch`. False: *why, in import's memory.
MUST_USE bool trial_value(struct import *im, struct arena *scratch, const char *key,
    const struct node *value, struct provider *into, struct span *why);
// The same where the value itself is of no interest.
MUST_USE bool trial(struct import *im, const char *key, const struct node *value, struct span *why);
