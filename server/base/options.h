// SPDX-License-Identifier: MIT
// options: a command line and its environment, read by one table; its help, too. Floor: base.
// An option comes before its variable (--log-level: AUTOCONFIGD_LOG_LEVEL), a variable before the
// default. A repeatable one holds one value a line in its variable.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

struct option {
    const char *name;     // without "--"
    char letter;          // 0: none
    const char *argument; // what it takes, for help; NULL: nothing
    bool repeatable;
    unsigned verbs;       // bit 1 << verb of each that takes it
    const char *fallback; // the default, for help; NULL: none
    const char *help;
};

// A heading in help, above the options from `first` on.
struct option_group {
    const char *title;
    size_t first;
};

// An option that means nothing without another.
struct option_need {
    size_t id, needs;
};

struct option_table {
    const struct option *options;
    size_t count;
    const struct option_group *groups; // in the options' order; the first begins with the first
    size_t group_count;
    const struct option_need *needs;
    size_t need_count;
    const char *variables; // what their variables begin with: "AUTOCONFIGD_"; NULL: there are none
};

struct options {
    const struct option_table *table;
    const char ***values; // of each option, in the order given
    size_t *counts;
    bool *by_variable;     // its values are the environment's
    const char **operands; // what is no option
    size_t operand_count;
};

bool options_takes(const struct option *option, unsigned verb);
// The name of its environment variable, with a NUL behind it.
struct span options_variable(
    struct arena *a, const struct option_table *table, const struct option *option);

// Reads `argv` (behind the verb) and the environment. False: *error is one line for the user.
MUST_USE bool options_parse(struct arena *a, const struct option_table *table, unsigned verb,
    int argc, char *const *argv, struct options *out, struct span *error);

// The (last) value; the table's default, else NULL, when none was given.
const char *options_value(const struct options *o, size_t id);
bool options_given(const struct options *o, size_t id);
// As a number of at most `max`. False: *error says what is wrong with it.
MUST_USE bool options_number(struct arena *a, const struct options *o, size_t id, uint64_t max,
    uint64_t *out, struct span *error);
// One of `words` (NULL ends them). False: *error names them.
MUST_USE bool options_word(struct arena *a, const struct options *o, size_t id,
    const char *const *words, size_t *index, struct span *error);
// A duration: digits and s, m, h or d.
MUST_USE bool options_seconds(struct arena *a, const struct options *o, size_t id, uint64_t max,
    uint64_t *out, struct span *error);

// Whether to colour what goes to descriptor `fd`: --color, NO_COLOR, a terminal. Only of a table
// with an option "color".
bool options_color(const struct options *o, int fd);

// options_help.c: those of a verb, in groups, within 80 columns.
void options_help(const struct option_table *table, unsigned verb, struct buffer *out);
// options_help.c: a paragraph within 80 columns, indented but for what stands in its first line
// already (`column` of it); line feeds of the text are blanks.
void options_wrap(struct buffer *out, size_t indent, size_t column, const char *text);
