// SPDX-License-Identifier: MIT
// options: the command line and the environment, by one table. Floor: verbs.
// An option comes before its variable (AUTOCONFIGD_ + its name in capitals, '-' as '_'), a variable
// before the default. A repeatable one holds one value a line in its variable.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

enum option_id {
    OPTION_CONFIG,
    OPTION_TEMPLATES,
    OPTION_JSON,
    OPTION_COLOR,
    OPTION_STRICT,
    OPTION_AS,
    OPTION_FORMAT,
    OPTION_HOST,
    OPTION_LISTEN,
    OPTION_ADMIN,
    OPTION_TLS_LISTEN,
    OPTION_TLS_DIR,
    OPTION_ACME_DIR,
    OPTION_PUBLIC_URL,
    OPTION_SIGN_CERT,
    OPTION_SIGN_KEY,
    OPTION_SIGN_CHAIN,
    OPTION_TRUST_PROXY,
    OPTION_LOG,
    OPTION_LOG_LEVEL,
    OPTION_LOG_ADDRESSES,
    OPTION_LOG_CLIENTS,
    OPTION_THREADS,
    OPTION_MAX_CONNECTIONS,
    OPTION_PER_IP_CONNECTIONS,
    OPTION_PER_IP_RATE,
    OPTION_USER,
    OPTION_REQUIRE_SANDBOX,
    OPTION_DRAIN,
    OPTION_COUNT,
};

enum verb_id {
    VERB_SERVE,
    VERB_CHECK,
    VERB_SHOW,
    VERB_CONFIG,
    VERB_DNS,
    VERB_EXPORT,
    VERB_HEALTH,
    VERB_HELP,
    VERB_VERSION,
    VERB_COUNT,
};

struct option {
    const char *name;     // without "--"
    char letter;          // 0: none
    const char *argument; // what it takes, for help; NULL: nothing
    bool repeatable;
    unsigned verbs;       // bit 1 << enum verb_id of each that takes it
    const char *fallback; // the default, for help; NULL: none
    const char *help;
};
extern const struct option option_table[OPTION_COUNT];

struct options {
    const char **values[OPTION_COUNT]; // in the order given
    size_t counts[OPTION_COUNT];
    const char **operands; // what is no option
    size_t operand_count;
};

// Reads `argv` (behind the verb) and the environment. False: *error is one line for the user.
MUST_USE bool options_parse(struct arena *a, enum verb_id verb, int argc, char *const *argv,
    struct options *out, struct span *error);

// The (last) value; the table's default, else NULL, when none was given.
const char *options_value(const struct options *o, enum option_id id);
bool options_given(const struct options *o, enum option_id id);
// As a number of at most `max`. False: *error says what is wrong with it.
MUST_USE bool options_number(struct arena *a, const struct options *o, enum option_id id,
    uint64_t max, uint64_t *out, struct span *error);
// One of `words` (NULL ends them). False: *error names them.
MUST_USE bool options_word(struct arena *a, const struct options *o, enum option_id id,
    const char *const *words, size_t *index, struct span *error);
// A duration: digits and s, m, h or d.
MUST_USE bool options_seconds(struct arena *a, const struct options *o, enum option_id id,
    uint64_t max, uint64_t *out, struct span *error);

// Whether to colour what goes to descriptor `fd`: --color, NO_COLOR, a terminal.
bool options_color(const struct options *o, int fd);

// The options of a verb, as help lines.
void options_help(enum verb_id verb, struct buffer *out);
