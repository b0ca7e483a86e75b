// SPDX-License-Identifier: MIT
#include "doctor/arguments.h"

#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct argument argument_table[ARGUMENT_COUNT] = {
    [ARGUMENT_RESOLVER] = {"resolver", "IP[@PORT]", NULL, "ask this name server"},
    [ARGUMENT_CA] = {"ca", "FILE", NULL, "trust the authorities in FILE (PEM), no others"},
    [ARGUMENT_TIMEOUT] = {"timeout", "SECONDS", "5", "patience with each server, 1 to 30"},
    [ARGUMENT_JSON] = {"json", NULL, NULL, "print JSON instead of a table"},
    [ARGUMENT_COLOR] = {"color", "auto|always|never", "auto", "NO_COLOR switches it off, too"},
    [ARGUMENT_QUIET] = {"quiet", NULL, NULL, "only what is not well, and no progress"},
    [ARGUMENT_OUTPUT] = {"output", "FILE", "providers.yaml", "init: the file to write"},
    [ARGUMENT_DRY_RUN] = {"dry-run", NULL, NULL, "init: print the file, write none"},
    [ARGUMENT_HELP] = {"help", NULL, NULL, "this text"},
    [ARGUMENT_VERSION] = {"version", NULL, NULL, "the version"},
};

static bool find(struct span name, size_t *id)
{
    for (size_t i = 0; i < ARGUMENT_COUNT; i++) {
        if (span_equal_c(name, argument_table[i].name)) {
            *id = i;
            return true;
        }
    }
    return false;
}

static struct span unknown(struct arena *a, struct span word, struct span name)
{
    struct suggestion nearest;
    suggest_init(&nearest, name);
    for (size_t i = 0; i < ARGUMENT_COUNT; i++) {
        suggest_offer(&nearest, span_from_c(argument_table[i].name));
    }
    return nearest.best.len == 0 ? arena_format(a, "unknown option '%.*s'", SPAN_ARGS(word))
                                 : arena_format(a, "unknown option '%.*s' (did you mean '--%.*s'?)",
                                       SPAN_ARGS(word), SPAN_ARGS(nearest.best));
}

// argv[*at] is an option; *at is behind what it used up.
static bool parse_one(struct arena *a, int argc, char *const *argv, int *at, struct arguments *out,
    struct span *error)
{
    struct span word = span_from_c(argv[(*at)++]);
    struct span name = span_starts_with(word, SPAN("--")) ? span_from(word, 2) : word;
    struct span value = SPAN("");
    size_t id;
    bool has_value = span_cut(name, '=', &name, &value);
    if (span_equal(word, SPAN("-h"))) {
        name = span_from_c(argument_table[ARGUMENT_HELP].name);
    }
    if (!find(name, &id)) {
        *error = unknown(a, word, name);
        return false;
    }
    if (argument_table[id].value == NULL && has_value) {
        *error = arena_format(a, "option '--%s' takes no value", argument_table[id].name);
        return false;
    }
    if (argument_table[id].value != NULL && !has_value && *at >= argc) {
        *error = arena_format(a, "option '--%s' wants a value: %s", argument_table[id].name,
            argument_table[id].value);
        return false;
    }
    out->values[id] = argument_table[id].value == NULL ? "" : has_value ? value.ptr : argv[(*at)++];
    return true;
}

bool arguments_parse(
    struct arena *a, int argc, char *const *argv, struct arguments *out, struct span *error)
{
    *out = (struct arguments){.operand_count = 0};
    for (int at = 1; at < argc;) {
        if (argv[at][0] == '-' && argv[at][1] != '\0') {
            if (!parse_one(a, argc, argv, &at, out, error)) {
                return false;
            }
        } else if (out->operand_count == OPERANDS_MAX) {
            *error = arena_format(a, "'%s' is one word too many", argv[at]);
            return false;
        } else {
            out->operands[out->operand_count++] = argv[at++];
        }
    }
    for (size_t i = 0; i < ARGUMENT_COUNT; i++) {
        out->values[i] = out->values[i] == NULL ? argument_table[i].fallback : out->values[i];
    }
    static const char *const words[] = {"auto", "always", "never"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcmp(out->values[ARGUMENT_COLOR], words[i]) == 0) {
            return true;
        }
    }
    *error = arena_format(a, "option '--color': '%s' is not one of %s", out->values[ARGUMENT_COLOR],
        argument_table[ARGUMENT_COLOR].value);
    return false;
}

void arguments_help(struct buffer *out)
{
    for (size_t i = 0; i < ARGUMENT_COUNT; i++) {
        char memory[64];
        struct buffer head;
        buffer_init_fixed(&head, memory, sizeof memory);
        buffer_format(&head, "--%s%s%s", argument_table[i].name,
            argument_table[i].value == NULL ? "" : " ",
            argument_table[i].value == NULL ? "" : argument_table[i].value);
        buffer_format(out, "  %-26.*s %s", SPAN_ARGS(buffer_span(&head)), argument_table[i].help);
        if (argument_table[i].fallback != NULL) {
            buffer_format(out, " (default: %s)", argument_table[i].fallback);
        }
        buffer_add_char(out, '\n');
    }
}

bool arguments_color(const struct arguments *o, int fd)
{
    const char *choice = o->values[ARGUMENT_COLOR];
    const char *no_color = getenv("NO_COLOR");
    if (strcmp(choice, "auto") != 0) {
        return strcmp(choice, "always") == 0;
    }
    return isatty(fd) == 1 && (no_color == NULL || no_color[0] == '\0');
}
