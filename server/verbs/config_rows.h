// SPDX-License-Identifier: MIT
// config_rows: a provider's values one by one: "imap[0].port", "993", where it comes from. Floor:
// verbs; pure.
#pragma once

#include <jansson.h>

#include "verbs/config_trees.h"

enum config_column {
    CONFIG_KEY,
    CONFIG_VALUE,
    CONFIG_ORIGIN, // "providers.yaml:14", "providers.yaml:30 (override)", "default"
    CONFIG_COLUMN_COUNT,
};

struct config_rows {
    struct span *cells; // CONFIG_COLUMN_COUNT a row
    size_t count;
};

// What provider_record says of `provider` (config_json.h), in `a`. `trees` and `written`: where it
// was written; NULL: origins are left empty.
struct config_rows config_rows_of(struct arena *a, json_t *provider,
    const struct config_trees *trees, const struct config_written *written);
