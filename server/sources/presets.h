// SPDX-License-Identifier: MIT
// presets: queries for the tables of mail servers' panels. Floor: sources; pure.
#pragma once

#include "base/span.h"

enum dialect {
    DIALECT_POSTGRESQL,
    DIALECT_MYSQL,
    DIALECT_SQLITE,
};

struct preset {
    const char *name;
    unsigned dialects; // bit 1 << dialect of each that the panel can use
    const char *query; // domains that get mail here, and aliases of such domains
};

enum { PRESET_COUNT = 4 };
extern const struct preset presets[PRESET_COUNT];

// NULL: nobody is called so.
const struct preset *preset_find(struct span name);
