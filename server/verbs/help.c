// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

enum { HELP_MAX_BYTES = 64 * 1024 };

static void help_for_all(struct buffer *out)
{
    buffer_add_c(out, "autoconfigd answers mail clients that ask how to reach their servers.\n\n");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        struct buffer usage;
        char memory[64];
        buffer_init_fixed(&usage, memory, sizeof memory);
        buffer_format(&usage, "%s %s", verb_table[i].name, verb_table[i].operands);
        buffer_format(out, "  autoconfigd %-24.*s %s\n", SPAN_ARGS(buffer_span(&usage)),
            verb_table[i].summary);
    }
    buffer_add_c(out,
        "\n'autoconfigd help VERB' tells a verb's options. Each option has an environment\n"
        "variable, too: AUTOCONFIGD_LISTEN for --listen; a repeatable one holds one value\n"
        "a line. Exit codes: 0 fine, 1 the thing examined is wrong, else sysexits(3).\n");
}

static void help_for(const struct verb *verb, enum verb_id id, struct buffer *out)
{
    buffer_format(out, "autoconfigd %s %s%s[options]: %s\n\n", verb->name, verb->operands,
        verb->operands[0] == '\0' ? "" : " ", verb->summary);
    if (verb->details != NULL) {
        buffer_format(out, "%s\n", verb->details);
    }
    options_help(id, out);
}

int verb_help(struct arena *a, const struct options *options)
{
    (void)a;
    struct buffer out;
    buffer_init(&out, HELP_MAX_BYTES);
    if (options->operand_count == 0) {
        help_for_all(&out);
    } else {
        size_t id = 0;
        struct span wanted = span_from_c(options->operands[0]);
        while (id < VERB_COUNT && !span_equal_c(wanted, verb_table[id].name)) {
            id++;
        }
        if (id == VERB_COUNT) {
            buffer_finish(&out);
            return verb_fail(EX_USAGE, "no such verb: '%.*s'", SPAN_ARGS(wanted));
        }
        help_for(&verb_table[id], (enum verb_id)id, &out);
    }
    int code = verb_print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}
