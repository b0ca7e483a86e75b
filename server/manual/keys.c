// SPDX-License-Identifier: MIT
#include "manual/keys.h"

#include "config/files.h"
#include "manual/kinds.h"
#include "manual/mdoc.h"
#include "model/provider.h"
#include "verbs/config_json.h"

#include <assert.h>
#include <string.h>

void keys_top(struct buffer *out)
{
    buffer_add_c(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < TOP_KEY_COUNT; i++) {
        buffer_format(out, ".It Ic %s\n", top_keys[i].name);
        mdoc_sentence(out, top_keys[i].help);
        if (top_keys[i].main) {
            buffer_add_c(out, "In the main file only.\n");
        }
    }
    buffer_add_c(out, ".El\n");
}

// Where the help does not name them all.
static void add_words(struct buffer *out, const struct word_set *words, const char *help)
{
    size_t named = 0;
    for (size_t i = 0; i < words->count; i++) {
        named += strstr(help, word_text(words, (unsigned)i, WORDS_YAML)) != NULL;
    }
    if (named == words->count) {
        return;
    }
    buffer_add_c(out, "One of\n");
    for (size_t i = 0; i < words->count; i++) {
        buffer_format(out, ".Cm %s%s\n", word_text(words, (unsigned)i, WORDS_YAML),
            i + 1 == words->count   ? " ."
            : i + 2 == words->count ? ""
                                    : " ,");
        buffer_add_c(out, i + 2 == words->count ? "or\n" : "");
    }
}

static void add_default(struct buffer *out, const struct record *record, const struct field *field)
{
    const char *defaults = record->defaults;
    json_t *value = defaults == NULL || field->kind == FIELD_INLINE
                        ? NULL
                        : config_json_value(field, defaults + field->offset);
    if (value != NULL) {
        char text[128];
        size_t len = json_dumpb(value, text, sizeof text - 1, JSON_ENCODE_ANY);
        assert(len < sizeof text);
        text[len] = '\0';
        buffer_add_c(out, "Default:\n.Ql ");
        mdoc_argument(out, json_is_string(value) ? json_string_value(value) : text);
        buffer_add_c(out, " .\n");
    }
    json_decref(value);
}

static void add_keys(struct buffer *out, const struct record *record)
{
    buffer_add_c(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_COMPUTED) != 0) {
            continue;
        }
        const char *what = kinds_what(field);
        buffer_format(out, ".It Ic %s", field->name);
        if (what != NULL) {
            buffer_add_c(out, " : Em ");
            mdoc_argument(out, what);
        }
        buffer_add_char(out, '\n');
        mdoc_sentence(out, field->help);
        if (field->words != NULL) {
            add_words(out, field->words, field->help);
        }
        if ((field->flags & FIELD_REQUIRED) != 0) {
            buffer_add_c(out, "Must be given.\n");
        }
        add_default(out, record, field);
    }
    buffer_add_c(out, ".El\n");
}

void keys_provider(struct buffer *out)
{
    add_keys(out, &provider_record);
}

// Whether it has keys of its own, and no key before has them, too.
static bool is_new_part(const struct field *field)
{
    bool has_keys = field->kind == FIELD_RECORD || field->kind == FIELD_INLINE ||
                    field->kind == FIELD_RECORDS || field->kind == FIELD_SERVERS;
    const struct field *first = provider_record.fields;
    while (has_keys && first->record != field->record) {
        first++;
    }
    return has_keys && first == field;
}

void keys_parts(struct buffer *out)
{
    for (size_t i = 0; i < provider_record.count; i++) {
        const struct field *field = &provider_record.fields[i];
        if (!is_new_part(field)) {
            continue;
        }
        buffer_format(out, ".Ss The keys of %s\n", field->record->what);
        if (field->record->short_field != NULL) {
            buffer_format(out, "A text alone is\n.Ic %s .\n", field->record->short_field);
        }
        add_keys(out, field->record);
    }
}
