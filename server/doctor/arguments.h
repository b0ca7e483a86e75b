// SPDX-License-Identifier: MIT
// arguments: the command line of autoconfig-doctor, by one table. Floor: doctor; pure.
#pragma once

#include "base/options.h"

enum argument_id {
    ARGUMENT_RESOLVER,
    ARGUMENT_CA,
    ARGUMENT_TIMEOUT,
    ARGUMENT_COLOR,
    ARGUMENT_JSON,
    ARGUMENT_QUIET,
    ARGUMENT_OUTPUT,
    ARGUMENT_DRY_RUN,
    ARGUMENT_VERSION,
    ARGUMENT_COUNT,
};

enum command { // which of them take an option
    COMMAND_EXAMINE,
    COMMAND_INIT,
    COMMAND_ANY, // not yet known: all options
};
extern const struct option_table arguments_table;
extern const char command_init[]; // its word

// What this command line asks for. False: *error is one line for the user. "--help" is no option:
// look for it before.
MUST_USE bool arguments_parse(struct arena *a, int argc, char *const *argv, struct options *out,
    enum command *command, struct span *error);
// What a shell proposes for the last of `words`.
void arguments_complete(const char *const *words, size_t count, struct buffer *out);
