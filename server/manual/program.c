// SPDX-License-Identifier: MIT
#include "manual/program.h"

#include "doctor/arguments.h"
#include "manual/mdoc.h"
#include "verbs/verb.h"

#include <string.h>

void program_synopsis(struct buffer *out)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        const struct verb *verb = &verb_table[i];
        if (verb->summary == NULL) {
            continue;
        }
        buffer_format(out, ".Nm\n.Cm %s\n", verb->name);
        if (verb->operands[0] != '\0') {
            buffer_add_c(out, ".Ar ");
            mdoc_argument(out, verb->operands);
            buffer_add_char(out, '\n');
        }
        buffer_add_c(out, verb_has_options((enum verb_id)i) ? ".Op Ar options\n" : "");
    }
}

void program_verbs(struct buffer *out)
{
    buffer_add_c(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        const struct verb *verb = &verb_table[i];
        if (verb->summary == NULL) {
            continue;
        }
        buffer_format(out, ".It Cm %s", verb->name);
        if (verb->operands[0] != '\0') {
            buffer_add_c(out, " Ar ");
            mdoc_argument(out, verb->operands);
        }
        buffer_add_char(out, '\n');
        mdoc_sentence(out, verb->summary);
        if (verb->details != NULL) {
            mdoc_sentence(out, verb->details);
        }
    }
    buffer_add_c(out, ".El\n");
}

// "Of serve and health."
static void add_takers(struct buffer *out, const struct option *option)
{
    size_t left = 0;
    for (unsigned verb = 0; verb < VERB_COUNT; verb++) {
        left += options_takes(option, verb);
    }
    buffer_add_c(out, "Of\n");
    for (unsigned verb = 0; verb < VERB_COUNT; verb++) {
        if (options_takes(option, verb)) {
            left--;
            buffer_format(out, ".Cm %s%s\n", verb_table[verb].name,
                left == 0   ? " ."
                : left == 1 ? ""
                            : " ,");
            buffer_add_c(out, left == 1 ? "and\n" : "");
        }
    }
}

static void add_default(struct buffer *out, const char *fallback)
{
    if (fallback != NULL) {
        buffer_add_c(out, "Default:\n.Ql ");
        mdoc_argument(out, fallback);
        buffer_add_c(out, " .\n");
    }
}

static void add_option(struct buffer *out, const struct option *option)
{
    buffer_add_c(out, ".It ");
    if (option->letter != 0) {
        buffer_format(out, "Fl %c , ", option->letter);
    }
    buffer_format(out, "Fl -%s", option->name);
    if (option->argument != NULL) {
        buffer_add_c(out, " Ar ");
        mdoc_argument(out, option->argument);
    }
    buffer_add_char(out, '\n');
    mdoc_sentence(out, option->help);
    if (option->repeatable) {
        buffer_add_c(out, "May be given several times.\n");
    }
    add_default(out, option->fallback);
}

void program_options(struct buffer *out)
{
    const struct option_table *table = &autoconfigd_options;
    for (size_t i = 0; i < table->group_count; i++) {
        size_t end = i + 1 < table->group_count ? table->groups[i + 1].first : table->count;
        buffer_format(out, ".Ss %s\n.Bl -tag -width Ds\n", table->groups[i].title);
        for (size_t id = table->groups[i].first; id < end; id++) {
            add_option(out, &table->options[id]);
            add_takers(out, &table->options[id]);
        }
        buffer_add_c(out, ".El\n");
    }
}

void program_examples(struct buffer *out)
{
    for (size_t i = 0; i < VERB_EXAMPLE_COUNT; i++) {
        const struct verb_example *example = &verb_examples[i];
        bool is_first = i == 0 || verb_examples[i - 1].verb != example->verb;
        if (is_first) {
            buffer_add_c(out, i == 0 ? "" : ".Pp\n");
            mdoc_sentence(out, verb_table[example->verb].summary);
        }
        mdoc_sentence(out, example->what);
        buffer_format(out, ".Dl $ autoconfigd %s\n", example->command);
    }
}

void program_doctor(struct buffer *out)
{
    for (size_t i = 0; i < arguments_table.count; i++) {
        const struct option *option = &arguments_table.options[i];
        add_option(out, option);
        if (!options_takes(option, COMMAND_EXAMINE)) {
            buffer_format(out, "Of\n.Cm %s .\n", command_init);
        }
    }
}
