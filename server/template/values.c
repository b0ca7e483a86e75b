// SPDX-License-Identifier: MIT
#include "template/values.h"

#include "base/escape.h"
#include "template/markup.h"
#include "template/parts.h"

#include <assert.h>

// Where the text stands that is being written.
struct origin {
    const struct document *document;
    size_t at;             // its first byte in the file
    bool elsewhere;        // it is a translation: `at` is the key
    struct span attribute; // it is the value of this one; empty: of none
};

// The place of a hole's name, or of a brace.
static struct place place_of(const struct origin *o, const struct parts *parts, size_t length)
{
    return o->elsewhere ? document_place(o->document, o->at, length)
                        : document_place(o->document,
                              document_brace(o->document, o->at, parts->braces - 1), length);
}

// False: the name is not one of something that can be written; it has been told.
static bool find_printable(
    struct compiler *c, struct place at, struct span name, struct reference *out)
{
    if (!scope_get(&c->scope, name, c->d, at, out)) {
        return false;
    }
    if (scope_is_list(out)) {
        diag_error(c->d, at, "'%.*s' is a list: go through it by t:each", SPAN_ARGS(name));
        return false;
    }
    if (out->value.shape == SHAPE_RECORD) {
        diag_error(c->d, at, "'%.*s' is %s: write {%.*s.NAME}", SPAN_ARGS(name), out->record->what,
            SPAN_ARGS(name));
        return false;
    }
    return true;
}

// False: no hole may stand here, as was told.
static bool check_url_hole(struct compiler *c, struct place at, const struct origin *o,
    struct span before, struct span name, const struct reference *r)
{
    bool begins = span_trim(before).len == 0;
    bool is_url = r->kind == FIELD_URL;
    if (begins && !is_url) {
        diag_error(c->d, at, "'%.*s' begins with a hole, and '%.*s' is no URL",
            SPAN_ARGS(o->attribute), SPAN_ARGS(name));
    } else if (!begins && is_url) {
        diag_error(c->d, at, "the URL '%.*s' can only begin '%.*s'", SPAN_ARGS(name),
            SPAN_ARGS(o->attribute));
    } else if (markup_is_code_url(before)) {
        diag_error(c->d, at, "no hole can stand in a URL that runs as a program");
    } else {
        return true;
    }
    return false;
}

static void write_hole(struct compiler *c, const struct origin *o, const struct parts *parts,
    struct span text, struct span name)
{
    struct place at = place_of(o, parts, name.len + 2);
    struct reference r;
    if (!find_printable(c, at, name, &r)) {
        return;
    }
    if (o->attribute.len == 0) {
        code_write(&c->code, &r.value, PLACE_TEXT);
    } else if (markup_is_code(o->attribute)) {
        diag_error(c->d, at, "no hole can stand in '%.*s'", SPAN_ARGS(o->attribute));
    } else if (!markup_is_url(o->attribute)) {
        code_write(&c->code, &r.value, PLACE_ATTRIBUTE);
    } else {
        struct span before = span_until(text, text.len - parts->rest.len - name.len - 2);
        if (check_url_hole(c, at, o, before, name, &r)) {
            code_write(&c->code, &r.value, r.kind == FIELD_URL ? PLACE_ATTRIBUTE : PLACE_URI);
        }
    }
}

static void write_parts(struct compiler *c, const struct origin *o, struct span text)
{
    struct parts parts;
    struct span part;
    enum part_kind kind;
    parts_init(&parts, text);
    while ((kind = parts_next(&parts, &part)) != PART_NONE) {
        if (kind == PART_HOLE) {
            write_hole(c, o, &parts, text, part);
        } else if (kind == PART_NO_HOLE) {
            diag_error(c->d, place_of(o, &parts, part.len),
                "'%.*s' is no hole: a hole is {NAME}, a brace is written '{{'", SPAN_ARGS(part));
        } else if (o->attribute.len != 0) {
            escape_xml_attribute(&c->code.literal, part);
        } else {
            escape_xml_text(&c->code.literal, part);
        }
    }
}

void values_text(struct compiler *c, const struct document *document,
    const struct document_node *node, struct span text)
{
    struct origin o = {.document = document, .at = node->at};
    write_parts(c, &o, text);
}

// A hole in a style sheet would stay as it is: that nobody wants who writes a name we know.
static void check_raw(
    struct compiler *c, const struct document *document, const struct document_node *node)
{
    struct origin o = {.document = document, .at = node->at};
    struct parts parts;
    struct span part;
    enum part_kind kind;
    parts_init(&parts, node->text);
    while ((kind = parts_next(&parts, &part)) != PART_NONE) {
        struct reference r;
        struct miss miss;
        if (kind == PART_HOLE && scope_find(&c->scope, part, &r, &miss)) {
            diag_error(c->d, place_of(&o, &parts, part.len + 2),
                "no hole can stand in a style sheet or a program");
        }
    }
}

void values_raw(
    struct compiler *c, const struct document *document, const struct document_node *node)
{
    check_raw(c, document, node);
    if (!c->html) {
        escape_xml_text(&c->code.literal, node->text);
        return;
    }
    for (size_t i = 0; i < node->text.len; i++) {
        struct span rest = span_from(node->text, i);
        if (span_starts_with(rest, SPAN("</")) || span_starts_with(rest, SPAN("<!--"))) {
            diag_error(c->d, document_place(document, node->at, 0),
                "in HTML no '</' and no '<!--' can stand in a style sheet or a program");
            return;
        }
    }
    buffer_add(&c->code.literal, node->text);
}

// The value is one hole and nothing else.
static bool is_one_hole(struct span value, struct span *name)
{
    struct parts parts;
    parts_init(&parts, value);
    return parts_next(&parts, name) == PART_HOLE && parts.rest.len == 0;
}

void values_attribute(
    struct compiler *c, const struct document *document, const struct attribute *attribute)
{
    struct origin o = {.document = document, .at = attribute->at, .attribute = attribute->local};
    struct span name;
    struct reference r;
    struct miss miss;
    // What is wrong with the name is told by write_parts().
    bool may_go = is_one_hole(attribute->value, &name) && scope_find(&c->scope, name, &r, &miss) &&
                  !scope_is_list(&r);
    uint32_t test = may_go ? code_test(&c->code, &r.value, CONDITION_PRINTS, true) : 0;
    buffer_add_char(&c->code.literal, ' ');
    buffer_add(&c->code.literal, attribute->name);
    buffer_add_c(&c->code.literal, "=\"");
    write_parts(c, &o, attribute->value);
    buffer_add_char(&c->code.literal, '"');
    if (may_go) {
        code_land(&c->code, test);
    }
}

static bool find_key(struct compiler *c, struct span key, struct place at)
{
    static const struct map none;
    const struct map *keys = c->texts->count == 0 ? &none : &c->texts->languages[0].keys;
    if (map_find(keys, key) != NULL) {
        return true;
    }
    struct suggestion nearest;
    suggest_init(&nearest, key);
    size_t next = 0;
    struct span known;
    void *text;
    while (map_next(keys, &next, &known, &text)) {
        suggest_offer(&nearest, known);
    }
    struct span hint = suggest_hint(&c->scratch, &nearest);
    diag_error(c->d, at, "unknown text '%.*s'%.*s", SPAN_ARGS(key), SPAN_ARGS(hint));
    return false;
}

static void write_language(
    struct compiler *c, const struct origin *o, size_t language, struct span key)
{
    size_t errors = c->d->errors;
    write_parts(c, o, translations_get(c->texts, language, key));
    if (c->d->errors != errors) {
        diag_note(c->d, document_place(o->document, o->at, key.len), "in its text for '%.*s'",
            SPAN_ARGS(c->texts->languages[language].tag));
    }
}

void values_translation(
    struct compiler *c, const struct document *document, const struct attribute *attribute)
{
    struct span key = attribute->value;
    struct origin o = {.document = document, .at = attribute->at, .elsewhere = true};
    if (!find_key(c, key, document_value(document, attribute))) {
        return;
    }
    size_t count = c->texts->count;
    assert(count <= LANGUAGES_MAX);
    uint32_t ends[LANGUAGES_MAX];
    size_t ways = 0;
    uint32_t *targets = arena_array(c->keep, count, sizeof *targets);
    code_language(&c->code, targets);
    for (size_t i = 0; i < count; i++) {
        struct span text = translations_get(c->texts, i, key);
        bool as_english = i > 0 && text.ptr == translations_get(c->texts, 0, key).ptr;
        targets[i] = as_english ? targets[0] : code_here(&c->code);
        if (!as_english) {
            write_language(c, &o, i, key);
            ends[ways++] = code_jump(&c->code);
        }
    }
    for (size_t i = 0; i < ways; i++) {
        code_land(&c->code, ends[i]);
    }
}
