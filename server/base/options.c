// SPDX-License-Identifier: MIT
#include "base/options.h"

#include "base/suggest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VALUES_MAX = 64 }; // of one option

static void add_value(struct arena *a, struct options *o, size_t id, const char *value)
{
    if (o->values[id] == NULL) {
        o->values[id] = arena_array(a, VALUES_MAX, sizeof **o->values);
    }
    if (!o->table->options[id].repeatable) {
        o->counts[id] = 0;
    }
    if (o->counts[id] < VALUES_MAX) {
        o->values[id][o->counts[id]++] = value;
    }
}

bool options_takes(const struct option *option, unsigned verb)
{
    return (option->verbs >> verb & 1) != 0;
}

// By its name, or by its letter where `letter` is none of NUL.
static bool find(
    const struct option_table *table, unsigned verb, struct span name, char letter, size_t *id)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct option *option = &table->options[i];
        bool is_it = letter != 0 ? option->letter == letter : span_equal_c(name, option->name);
        if (is_it && options_takes(option, verb)) {
            *id = i;
            return true;
        }
    }
    return false;
}

// `word` as it was written, `name` without the dashes.
static struct span unknown_option(struct arena *a, const struct option_table *table, unsigned verb,
    struct span word, struct span name)
{
    struct suggestion nearest;
    suggest_init(&nearest, name);
    for (size_t i = 0; i < table->count; i++) {
        if (options_takes(&table->options[i], verb)) {
            suggest_offer(&nearest, span_from_c(table->options[i].name));
        }
    }
    if (nearest.best.len == 0) {
        return arena_format(a, "unknown option '%.*s'", SPAN_ARGS(word));
    }
    return arena_format(a, "unknown option '%.*s' (did you mean '--%.*s'?)", SPAN_ARGS(word),
        SPAN_ARGS(nearest.best));
}

// One word that begins with '-'; *next is the index behind what it used up.
static bool parse_one(struct arena *a, unsigned verb, int argc, char *const *argv, int *next,
    struct options *o, struct span *error)
{
    struct span word = span_from_c(argv[*next]);
    struct span value = {NULL, 0};
    struct span name;
    bool has_value;
    size_t id;
    *next += 1;
    if (span_starts_with(word, SPAN("--"))) {
        struct span whole = word;
        has_value = span_cut(word, '=', &whole, &value);
        name = span_from(whole, 2);
        if (!find(o->table, verb, name, 0, &id)) {
            *error = unknown_option(a, o->table, verb, whole, name);
            return false;
        }
    } else { // letters: -c FILE, -cFILE
        value = span_from(word, 2);
        has_value = value.len != 0;
        if (!find(o->table, verb, SPAN(""), word.ptr[1], &id)) {
            *error = unknown_option(a, o->table, verb, word, span_from(word, 1));
            return false;
        }
    }
    const struct option *option = &o->table->options[id];
    if (option->argument == NULL) {
        if (has_value) {
            *error = arena_format(a, "option '--%s' takes no value", option->name);
            return false;
        }
        add_value(a, o, id, "1");
        return true;
    }
    if (!has_value && *next >= argc) {
        *error = arena_format(a, "option '--%s' wants a value: %s", option->name, option->argument);
        return false;
    }
    add_value(a, o, id, has_value ? value.ptr : argv[(*next)++]);
    return true;
}

struct span options_variable(
    struct arena *a, const struct option_table *table, const struct option *option)
{
    struct span name = arena_format(a, "%s%s", table->variables, option->name);
    char *capitals = arena_alloc(a, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        capitals[i] = c == '-' ? '_' : (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    capitals[name.len] = '\0';
    return (struct span){capitals, name.len};
}

static void add_variable(struct arena *a, struct options *o, size_t id, const char *text)
{
    // A text of one piece has no NUL to be cut at.
    const char at = o->table->options[id].repeatable ? '\n' : '\0';
    struct span rest = span_from_c(text);
    struct span line;
    while (span_next(&rest, at, &line)) {
        const char *value;
        struct span trimmed = span_trim(line);
        if (trimmed.len != 0 && arena_to_c(a, trimmed, &value)) {
            add_value(a, o, id, value);
        }
    }
}

static bool switched_off(const struct option *option, const char *value)
{
    return option->argument == NULL &&
           (strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "no") == 0);
}

// Looked at by whoever prints: too late to be told of a slip.
static bool check_color(struct arena *a, unsigned verb, const struct options *o, struct span *error)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    size_t id;
    size_t any;
    return !find(o->table, verb, SPAN("color"), 0, &id) ||
           options_word(a, o, id, words, &any, error);
}

// Variables of options that were not given.
static void add_variables(struct arena *a, unsigned verb, struct options *o)
{
    for (size_t id = 0; o->table->variables != NULL && id < o->table->count; id++) {
        const struct option *option = &o->table->options[id];
        const char *value = NULL;
        if (o->counts[id] == 0 && options_takes(option, verb)) {
            value = getenv(options_variable(a, o->table, option).ptr);
        }
        if (value != NULL && !switched_off(option, value)) {
            add_variable(a, o, id, value);
            o->by_variable[id] = true;
        }
    }
}

bool options_parse(struct arena *a, const struct option_table *table, unsigned verb, int argc,
    char *const *argv, struct options *out, struct span *error)
{
    *out = (struct options){
        .table = table,
        .values = arena_array(a, table->count, sizeof *out->values),
        .counts = arena_array(a, table->count, sizeof *out->counts),
        .by_variable = arena_array(a, table->count, sizeof *out->by_variable),
        .operands = arena_array(a, (size_t)argc + 1, sizeof *out->operands),
    };
    bool only_operands = false;
    for (int i = 0; i < argc;) {
        if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0') {
            out->operands[out->operand_count++] = argv[i++];
        } else if (strcmp(argv[i], "--") == 0) {
            only_operands = true;
            i++;
        } else if (!parse_one(a, verb, argc, argv, &i, out, error)) {
            return false;
        }
    }
    add_variables(a, verb, out);
    for (size_t i = 0; i < table->need_count; i++) {
        const struct option_need *need = &table->needs[i];
        if (out->counts[need->id] != 0 && out->counts[need->needs] == 0) {
            *error = arena_format(a, "option '--%s' needs '--%s', too",
                table->options[need->id].name, table->options[need->needs].name);
            return false;
        }
    }
    return check_color(a, verb, out, error);
}

const char *options_value(const struct options *o, size_t id)
{
    return o->counts[id] == 0 ? o->table->options[id].fallback : o->values[id][o->counts[id] - 1];
}

bool options_given(const struct options *o, size_t id)
{
    return o->counts[id] != 0;
}

static struct span bad_value(
    struct arena *a, const struct options *o, size_t id, const char *value, const char *expected)
{
    return arena_format(
        a, "option '--%s': '%s' is not %s", o->table->options[id].name, value, expected);
}

bool options_number(struct arena *a, const struct options *o, size_t id, uint64_t max,
    uint64_t *out, struct span *error)
{
    const char *value = options_value(o, id);
    if (!span_to_u64(span_from_c(value), max, out)) {
        struct span expected = arena_format(a, "a number from 0 to %llu", (unsigned long long)max);
        *error = bad_value(a, o, id, value, expected.ptr);
        return false;
    }
    return true;
}

bool options_word(struct arena *a, const struct options *o, size_t id, const char *const *words,
    size_t *index, struct span *error)
{
    const char *value = options_value(o, id);
    struct suggestion nearest;
    suggest_init(&nearest, span_from_c(value));
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], value) == 0) {
            *index = i;
            return true;
        }
        suggest_offer(&nearest, span_from_c(words[i]));
    }
    struct span expected = SPAN("one of");
    for (size_t i = 0; words[i] != NULL; i++) {
        expected = arena_format(a, "%.*s %s", SPAN_ARGS(expected), words[i]);
    }
    struct span hint = suggest_hint(a, &nearest);
    expected = arena_format(a, "%.*s%.*s", SPAN_ARGS(expected), SPAN_ARGS(hint));
    *error = bad_value(a, o, id, value, expected.ptr);
    return false;
}

bool options_seconds(struct arena *a, const struct options *o, size_t id, uint64_t max,
    uint64_t *out, struct span *error)
{
    static const struct {
        char letter;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    struct span value = span_from_c(options_value(o, id));
    for (size_t i = 0; i < COUNT_OF(units) && value.len != 0; i++) {
        uint64_t number;
        if (value.ptr[value.len - 1] == units[i].letter &&
            span_to_u64(span_until(value, value.len - 1), max / units[i].seconds, &number)) {
            *out = number * units[i].seconds;
            return true;
        }
    }
    *error = bad_value(a, o, id, value.ptr, "a duration such as 30s or 5m");
    return false;
}

bool options_color(const struct options *o, int fd)
{
    size_t id = 0;
    while (strcmp(o->table->options[id].name, "color") != 0) {
        id++;
        assert(id < o->table->count);
    }
    const char *when = options_value(o, id);
    const char *no_color = getenv("NO_COLOR");
    if (strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    return (no_color == NULL || no_color[0] == '\0') && isatty(fd) == 1;
}
