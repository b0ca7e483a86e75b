// SPDX-License-Identifier: MIT
// config_text: what takes effect, as tables that tell where each value was written. Floor: verbs.
#pragma once

#include "catalog/match.h"
#include "verbs/config_trees.h"

// Print; return the exit code.
int config_text_domain(struct arena *a, const struct configuration *configuration,
    const struct config_trees *trees, const struct match *match);
int config_text_all(const struct configuration *configuration, const struct config_trees *trees);
