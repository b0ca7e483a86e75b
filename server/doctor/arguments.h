// SPDX-License-Identifier: MIT
// arguments: the command line of autoconfig-doctor, by one table. Floor: doctor.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

enum argument_id {
    ARGUMENT_RESOLVER,
    ARGUMENT_CA,
    ARGUMENT_TIMEOUT,
    ARGUMENT_JSON,
    ARGUMENT_COLOR,
    ARGUMENT_QUIET,
    ARGUMENT_OUTPUT,
    ARGUMENT_DRY_RUN,
    ARGUMENT_HELP,
    ARGUMENT_VERSION,
    ARGUMENT_COUNT,
};

struct argument {
    const char *name;     // without "--"
    const char *value;    // what it takes, for help; NULL: nothing
    const char *fallback; // the default; NULL: none
    const char *help;
};
extern const struct argument argument_table[ARGUMENT_COUNT];

enum { OPERANDS_MAX = 2 };

struct arguments {
    const char *values[ARGUMENT_COUNT]; // "" where it takes none; NULL: not given, and no default
    const char *operands[OPERANDS_MAX];
    size_t operand_count;
};

// False: *error is one line for the user.
MUST_USE bool arguments_parse(
    struct arena *a, int argc, char *const *argv, struct arguments *out, struct span *error);
void arguments_help(struct buffer *out);
// Whether to colour what goes to descriptor `fd`: --color, NO_COLOR, a terminal.
bool arguments_color(const struct arguments *o, int fd);
