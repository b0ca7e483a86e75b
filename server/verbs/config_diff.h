// SPDX-License-Identifier: MIT
// config_diff: what another configuration would change, domain by domain. Floor: verbs; pure.
// Domains for which the same changes are told once, so that ten thousand of them stay readable.
#pragma once

#include "state/snapshot.h"
#include "verbs/config_changes.h"

enum config_fate {
    CONFIG_REMOVED,
    CONFIG_ADDED,
    CONFIG_CHANGED,
    CONFIG_FATE_COUNT,
};

struct config_group {
    enum config_fate fate;
    struct list changes; // struct config_change; of CONFIG_ADDED and _REMOVED the provider alone
    struct list names;   // struct span: domains, mx names, wildcards, sorted
};

struct config_diff {
    struct list groups; // const struct config_group *, by fate, the largest first
    size_t counts[CONFIG_FATE_COUNT];
    size_t same;
    struct list logins; // struct config_change: the key is an address, sorted
};

// `only`: looks at this domain alone, in normal form; empty: at all.
void config_diff(struct arena *a, const struct snapshot *before, const struct snapshot *after,
    struct span only, struct config_diff *out);

// Print; return the exit code. The text names the first of many domains, JSON all.
int config_diff_print(const struct config_diff *diff, bool color);
int config_diff_print_json(const struct config_diff *diff);
