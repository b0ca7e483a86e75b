// SPDX-License-Identifier: MIT
// options: the command line of autoconfig-doctor, by one table. Floor: doctor.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

enum option_id {
    OPTION_RESOLVER,
    OPTION_CA,
    OPTION_TIMEOUT,
    OPTION_JSON,
    OPTION_COLOR,
    OPTION_QUIET,
    OPTION_OUTPUT,
    OPTION_DRY_RUN,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT,
};

enum { OPERANDS_MAX = 2 };

struct options {
    const char *values[OPTION_COUNT]; // "" where it takes none; NULL: not given, and no default
    const char *operands[OPERANDS_MAX];
    size_t operand_count;
};

// False: *error is one line for the user.
MUST_USE bool options_parse(
    struct arena *a, int argc, char *const *argv, struct options *out, struct span *error);
void options_help(struct buffer *out);
// Whether to colour what goes to descriptor `fd`: --color, NO_COLOR, a terminal.
bool options_color(const struct options *o, int fd);
