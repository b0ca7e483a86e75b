// SPDX-License-Identifier: MIT
#include "doctor/arguments.h"

#include "base/complete.h"

enum {
    ANY = 1U << COMMAND_ANY,
    EXAMINE = ANY | 1U << COMMAND_EXAMINE,
    INIT = ANY | 1U << COMMAND_INIT,
    BOTH = EXAMINE | INIT,
};

static const struct option options[ARGUMENT_COUNT] = {
    [ARGUMENT_RESOLVER] = {"resolver", 0, "IP[@PORT]", false, BOTH, NULL,
        "ask this name server, not the machine's"},
    [ARGUMENT_CA] = {"ca", 0, "FILE", false, BOTH, NULL,
        "trust the authorities in FILE (PEM), no others"},
    [ARGUMENT_TIMEOUT] = {"timeout", 0, "SECONDS", false, BOTH, "5",
        "patience with each server, 1 to 30"},
    [ARGUMENT_COLOR] = {"color", 0, "auto|always|never", false, EXAMINE, "auto",
        "colour verdicts; NO_COLOR switches it off, too"},
    [ARGUMENT_JSON] = {"json", 0, NULL, false, EXAMINE, NULL, "print JSON instead of a table"},
    [ARGUMENT_QUIET] = {"quiet", 0, NULL, false, BOTH, NULL,
        "no progress, and only what is not well: nothing where all is"},
    [ARGUMENT_OUTPUT] = {"output", 0, "FILE", false, INIT, "providers.yaml", "the file to write"},
    [ARGUMENT_DRY_RUN] = {"dry-run", 0, NULL, false, INIT, NULL, "print the file, write none"},
    [ARGUMENT_VERSION] = {"version", 0, NULL, false, BOTH, NULL, "print the version"},
};

static const struct option_group groups[] = {
    {"Options", ARGUMENT_RESOLVER},
    {"What is printed", ARGUMENT_COLOR},
    {"Of init", ARGUMENT_OUTPUT},
    {"The program", ARGUMENT_VERSION},
};

const struct option_table arguments_table = {
    .options = options,
    .count = ARGUMENT_COUNT,
    .groups = groups,
    .group_count = COUNT_OF(groups),
};
const char command_init[] = "init";

static enum command command_of(const struct options *o)
{
    bool init = o->operand_count != 0 && span_equal_c(span_from_c(o->operands[0]), command_init);
    return init ? COMMAND_INIT : COMMAND_EXAMINE;
}

bool arguments_parse(struct arena *a, int argc, char *const *argv, struct options *out,
    enum command *command, struct span *error)
{
    if (!options_parse(a, &arguments_table, COMMAND_ANY, argc, argv, out, error)) {
        return false;
    }
    *command = command_of(out);
    for (size_t id = 0; id < ARGUMENT_COUNT; id++) {
        if (options_given(out, id) && !options_takes(&options[id], *command)) {
            *error = arena_format(a, "option '--%s' means nothing %s 'init'", options[id].name,
                *command == COMMAND_INIT ? "to" : "without");
            return false;
        }
    }
    return true;
}

void arguments_complete(const char *const *words, size_t count, struct buffer *out)
{
    struct completion c = {.out = out};
    size_t id;
    bool init = false;
    for (size_t i = 0; i + 1 < count; i++) {
        init |= span_equal_c(span_from_c(words[i]), command_init);
    }
    enum complete_wish wish = complete_options(
        &arguments_table, init ? COMMAND_INIT : COMMAND_EXAMINE, words, count, &c, &id);
    if (wish == COMPLETE_OPERAND && !init) {
        complete_offer(
            &c, span_from_c(command_init), SPAN("looks for mail servers, writes providers.yaml"));
    }
}
