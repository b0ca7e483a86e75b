// SPDX-License-Identifier: MIT
#include "config/values.h"

#include "base/utf8.h"
#include "config/expect.h"
#include "model/address.h"

#include <inttypes.h>

static bool fits(struct walk *w, const struct field *field, struct place at, struct span text)
{
    size_t len = utf8_count(text);
    if (field->max != 0 && len > field->max) {
        diag_error(w->d, at, "'%s' has %zu characters, and at most %" PRIu32 " are possible",
            field->name, len, field->max);
        return false;
    }
    return true;
}

bool value_text(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    if (!expect_line(w, v, &text) || !fits(w, field, v.node->at, text)) {
        return false;
    }
    *(struct span *)out = arena_copy(w->keep, text);
    return true;
}

bool value_path(struct walk *w, const struct field *field, struct value v, void *out)
{
    (void)field;
    struct span text;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    struct span folder = span_starts_with(text, SPAN("/")) ? SPAN("") : w->folder;
    *(struct span *)out = arena_format(w->keep, "%.*s%.*s", SPAN_ARGS(folder), SPAN_ARGS(text));
    return true;
}

bool value_is_tag(struct walk *w, struct place at, struct span text)
{
    struct span subtag;
    struct span rest = text;
    bool fine = true;
    for (bool first = true; span_next(&rest, '-', &subtag); first = false) {
        fine = fine && subtag.len >= (first ? 2 : 1) && subtag.len <= 8;
        for (size_t i = 0; i < subtag.len; i++) {
            fine = fine && (first ? ascii_is_alpha(subtag.ptr[i]) : ascii_is_alnum(subtag.ptr[i]));
        }
    }
    if (!fine) {
        diag_error(w->d, at, "'%.*s' is not a language tag like en or pt-BR", SPAN_ARGS(text));
    }
    return fine;
}

bool value_tag(struct walk *w, const struct field *field, struct value v, void *out)
{
    (void)field;
    struct span text;
    if (!expect_line(w, v, &text) || !value_is_tag(w, v.node->at, text)) {
        return false;
    }
    *(struct span *)out = arena_copy(w->keep, text);
    return true;
}

bool value_colour(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    if (node_is_empty(v.node)) {
        diag_error(w->d, v.node->at,
            "'%s' has no value: in quotes, as \"#005eb8\", it is no comment", field->name);
        return false;
    }
    if (!expect_line(w, v, &text)) {
        return false;
    }
    bool fine = text.len == 7 && text.ptr[0] == '#';
    for (size_t i = 1; i < text.len; i++) {
        fine = fine && ascii_hex(text.ptr[i]) >= 0;
    }
    if (!fine) {
        diag_error(w->d, v.node->at, "'%.*s' is not a colour like \"#005eb8\"", SPAN_ARGS(text));
        return false;
    }
    *(struct span *)out = arena_copy(w->keep, text);
    return true;
}

bool value_address(struct walk *w, const struct field *field, struct value v, void *out)
{
    (void)field;
    struct span text;
    struct address address;
    const char *why;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    if (!address_parse(w->scratch, text, &address, &why)) {
        diag_error(w->d, v.node->at, "'%.*s' is not a mail address: %s", SPAN_ARGS(text), why);
        return false;
    }
    *(struct span *)out = arena_copy(w->keep, address.whole);
    return true;
}

static bool is_one_placeholder(struct span text)
{
    struct span name;
    struct span rest;
    return text.len > 2 && text.ptr[0] == '%' && span_cut(span_from(text, 1), '%', &name, &rest) &&
           rest.len == 0;
}

// What could not be cut into pieces.
static void report_pattern(struct walk *w, struct place at, struct span unknown)
{
    if (is_one_placeholder(unknown)) {
        diag_error(w->d, at,
            "unknown placeholder '%.*s': known are %%EMAILADDRESS%%, %%EMAILLOCALPART%% and "
            "%%EMAILDOMAIN%%",
            SPAN_ARGS(unknown));
    } else {
        diag_error(w->d, at, "too many placeholders: this text falls into more than %d pieces",
            PATTERN_PIECES_MAX);
    }
}

bool value_check_placeholders(struct walk *w, struct place at, struct span text)
{
    struct pattern pattern;
    struct span unknown;
    if (!pattern_parse(w->scratch, text, &pattern, &unknown)) {
        report_pattern(w, at, unknown);
        return false;
    }
    return true;
}

bool value_pattern(struct walk *w, struct place at, struct span text, const struct pattern **out)
{
    struct span unknown;
    if (!value_check_placeholders(w, at, text)) {
        return false;
    }
    struct pattern *pattern = arena_alloc(w->keep, sizeof *pattern);
    *out = pattern;
    return pattern_parse(w->keep, arena_copy(w->keep, text), pattern, &unknown);
}

// What somebody takes for something else: a program, or who wrote it.
static void warn_of_text(struct walk *w, const struct node *node, const char *what)
{
    struct span text = node->text;
    if (span_is_digits(text)) {
        diag_warning(w->d, node->at, "%s '%.*s' is all digits: Thunderbird takes it for a number",
            what, SPAN_ARGS(text));
    }
    if (node->plain && node_is_truth(text)) {
        diag_warning(w->d, node->at,
            "%s '%.*s' is taken as this very text: put it in quotes if that is meant", what,
            SPAN_ARGS(text));
    }
}

bool value_label(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    struct place at = v.node->at;
    if (!expect_line(w, v, &text) || !fits(w, field, at, text) ||
        !value_pattern(w, at, text, out)) {
        return false;
    }
    if (utf8_count(text) > NAME_LONG_CHARACTERS) {
        diag_warning(w->d, at, "'%s' has more than %d characters: some clients cut it", field->name,
            NAME_LONG_CHARACTERS);
    }
    warn_of_text(w, v.node, "name");
    return true;
}

// A login for everybody that looks like a word for each one's own.
static void warn_of_literal(struct walk *w, struct place at, struct span text)
{
    static const char *const words[] = {"address", "localpart", "ask"};
    static const struct synonym meant[] = {
        {"email", "address"},
        {"mail", "address"},
        {"e-mail", "address"},
        {"emailaddress", "address"},
        {"local", "localpart"},
        {"local_part", "localpart"},
        {"user", "localpart"},
        {"username", "localpart"},
    };
    struct suggestion near = expect_near(w, text);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        suggest_offer(&near, span_from_c(words[i]));
    }
    suggest_meant(&near, meant, COUNT_OF(meant));
    if (near.best.len != 0) {
        struct span hint = suggest_hint(w->scratch, &near);
        diag_warning(w->d, at, "'%.*s' is no word for a login, so it is that of all people%.*s",
            SPAN_ARGS(text), SPAN_ARGS(hint));
    }
}

bool value_login(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    struct span unknown;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    struct pattern *pattern = arena_alloc(w->keep, sizeof *pattern);
    if (!pattern_parse_login(w->keep, arena_copy(w->keep, text), pattern, &unknown)) {
        report_pattern(w, v.node->at, unknown);
        return false;
    }
    warn_of_text(w, v.node, "user name");
    if (field != NULL && pattern_is_literal(pattern)) {
        warn_of_literal(w, v.node->at, text);
    }
    *(const struct pattern **)out = pattern;
    return true;
}

// Whether a language is new to `seen` (folded tag -> item); reported if not.
static bool is_new(struct walk *w, struct map *seen, struct item *item)
{
    const struct item *there = map_add(seen, arena_lower(w->scratch, item->key), item);
    if (there != NULL) {
        diag_error(w->d, item->key_at, "language '%.*s' is given twice, letter case aside",
            SPAN_ARGS(item->key));
        diag_note(w->d, there->key_at, "here, too");
    }
    return there == NULL;
}

bool value_texts(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct list list = {.len = 0};
    struct span text;
    size_t errors = w->d->errors;
    if (v.node->kind != NODE_MAP) {
        if (!expect_text(w, v, &text) || !fits(w, field, v.node->at, text)) {
            return false;
        }
        struct text *only = arena_array(w->keep, 1, sizeof *only);
        only->value = arena_copy(w->keep, text);
        *(struct list *)out = (struct list){only, 1};
        return true;
    }
    if (v.node->count == 0) {
        diag_error(w->d, v.node->at, "%s'%.*s' is an empty map: give it a text, or take it away",
            v.item ? "an item of " : "", SPAN_ARGS(v.key));
    }
    struct text *texts = arena_array(w->keep, v.node->count, sizeof *texts);
    struct map seen;
    map_init(&seen, w->scratch);
    for (struct item *item = v.node->first; item != NULL; item = item->next) {
        struct value inner = {.node = item->value, .key = item->key};
        bool is_default = span_equal(item->key, SPAN("default"));
        if ((!is_default && !value_is_tag(w, item->key_at, item->key)) || !is_new(w, &seen, item) ||
            !expect_text(w, inner, &text) || !fits(w, field, item->value->at, text)) {
            continue;
        }
        texts[list.len].lang = is_default ? SPAN("") : arena_copy(w->keep, item->key);
        texts[list.len].value = arena_copy(w->keep, text);
        list.len++;
    }
    list.ptr = texts;
    *(struct list *)out = list;
    return w->d->errors == errors;
}
