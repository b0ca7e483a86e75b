// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

enum {
    HELP_MAX_BYTES = 64 * 1024,
    SUMMARY_COLUMN = 38,
};

static void help_for_all(struct buffer *out)
{
    buffer_add_c(out, "autoconfigd answers mail clients that ask how to reach their servers.\n\n");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        const struct verb *verb = &verb_table[i];
        size_t start = buffer_span(out).len;
        if (verb->summary != NULL) {
            buffer_format(out, "  autoconfigd %s %s", verb->name, verb->operands);
            options_wrap(out, SUMMARY_COLUMN, buffer_span(out).len - start, verb->summary);
        }
    }
    buffer_add_char(out, '\n');
    options_wrap(out, 0, 0,
        "'autoconfigd help VERB' tells a verb's options. Each option has an environment variable, "
        "too: AUTOCONFIGD_LISTEN for --listen; a repeatable one holds one value a line. Exit "
        "codes: 0 fine, 1 the thing examined is wrong, else sysexits(3). More is in "
        "autoconfigd(8) and, of the file, in providers.yaml(5).");
}

static void help_for(enum verb_id id, struct buffer *out)
{
    const struct verb *verb = &verb_table[id];
    size_t start = buffer_span(out).len;
    buffer_format(out, "autoconfigd %s%s%s%s:", verb->name, verb->operands[0] == '\0' ? "" : " ",
        verb->operands, verb_has_options(id) ? " [options]" : "");
    options_wrap(out, 0, buffer_span(out).len - start, verb->summary);
    if (verb->details != NULL) {
        buffer_add_char(out, '\n');
        options_wrap(out, 0, 0, verb->details);
    }
    options_help(&autoconfigd_options, id, out);
    bool is_begun = false;
    for (size_t i = 0; i < VERB_EXAMPLE_COUNT; i++) {
        if (verb_examples[i].verb == id) {
            buffer_format(out, "%s  autoconfigd %s\n", is_begun ? "" : "\nExamples:\n",
                verb_examples[i].command);
            is_begun = true;
        }
    }
}

int verb_help(struct arena *a, const struct options *options)
{
    (void)a;
    struct buffer out;
    enum verb_id id;
    const char *wanted = options->operand_count == 0 ? NULL : options->operands[0];
    if (wanted != NULL && (!verb_find(wanted, &id) || verb_table[id].summary == NULL)) {
        return verb_fail_unknown(span_from_c(wanted));
    }
    buffer_init(&out, HELP_MAX_BYTES);
    if (wanted == NULL) {
        help_for_all(&out);
    } else {
        help_for(id, &out);
    }
    int code = verb_print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}
