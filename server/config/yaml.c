// SPDX-License-Identifier: MIT
#include "config/yaml.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "config/tree.h"
#include "config/yaml_bytes.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

// Where in the text something stands; it moves forward only, so all of them together cost one pass.
struct cursor {
    size_t index; // characters from the start, as libyaml counts
    size_t offset;
    size_t line_start; // offset
    uint32_t line;
};

struct loader {
    struct arena *arena;
    struct diagnostics *d;
    struct span text;
    uint32_t file;
    struct cursor cursor;
    struct tree tree;
    bool ended; // the document's end was met
};

// Forward to the character number `index`, counted from 0.
static void move(const struct loader *l, struct cursor *cursor, size_t index)
{
    while (cursor->index < index && cursor->offset < l->text.len) {
        char c = l->text.ptr[cursor->offset++];
        if (c == '\n') {
            cursor->line++;
            cursor->line_start = cursor->offset;
        }
        bool inside = cursor->offset < l->text.len &&
                      ((unsigned char)l->text.ptr[cursor->offset] & 0xC0) == 0x80;
        cursor->index += !inside;
    }
}

// From `start` to `end`, but not beyond the line.
static struct place place_between(struct loader *l, yaml_mark_t start, yaml_mark_t end)
{
    if (start.index < l->cursor.index) {
        l->cursor = (struct cursor){.line = 1}; // only when reporting what cannot be read
    }
    move(l, &l->cursor, start.index);
    struct cursor to = l->cursor;
    move(l, &to, end.index);
    struct span rest = span_from(l->text, l->cursor.offset);
    struct span marked = span_until(rest, to.offset - l->cursor.offset);
    struct span beyond;
    if (span_cut(marked, '\n', &marked, &beyond) && span_ends_with(marked, SPAN("\r"))) {
        marked.len--;
    }
    return (struct place){
        .file = l->file,
        .line = l->cursor.line,
        .column = (uint32_t)(l->cursor.offset - l->cursor.line_start + 1),
        .length = (uint32_t)marked.len,
    };
}

static struct place place_of(struct loader *l, const yaml_event_t *event)
{
    return place_between(l, event->start_mark, event->end_mark);
}

enum { WORD_SHOWN_MAX_BYTES = 60 };

// The word that begins at the cursor, as far as it can be meant.
static struct span word_at_cursor(const struct loader *l)
{
    struct span rest = span_from(l->text, l->cursor.offset);
    size_t len = 0;
    while (len < rest.len && len < WORD_SHOWN_MAX_BYTES &&
           !span_has(SPAN(" ,]}\r\n"), rest.ptr[len])) {
        len++;
    }
    return span_until(rest, len);
}

static void report_quotes(struct loader *l, yaml_mark_t mark)
{
    struct place at = place_between(l, mark, mark);
    struct span word = word_at_cursor(l);
    at.length = (uint32_t)word.len;
    diag_error(l->d, at, "a text that begins with '%.1s' needs quotes: \"%.*s\"", word.ptr,
        SPAN_ARGS(word));
}

static const char foreign_blank[] =
    "a no-break space, or the like, stands here: it looks like a blank and is none to YAML";

// If there is one on the line of `at`, where the cursor is.
static void note_foreign_blank(const struct loader *l, struct place at)
{
    struct span line = span_from(l->text, l->cursor.line_start);
    struct span rest;
    size_t where;
    (void)!span_cut(line, '\n', &line, &rest);
    if (yaml_bytes_find_foreign_blank(line, &where)) {
        at.column = (uint32_t)where + 1; // no file is larger
        at.length = 1;
        diag_note(l->d, at, "%s", foreign_blank);
    }
}

// libyaml's words for what people do most often are hard to understand: these slips have their own.
static void report_problem(struct loader *l, const yaml_parser_t *parser)
{
    // The bytes were checked before, and without memory there is no going on.
    assert(parser->error == YAML_SCANNER_ERROR || parser->error == YAML_PARSER_ERROR);
    const char *context = parser->context == NULL ? "" : parser->context;
    if (strcmp(context, "while scanning an alias") == 0 ||
        strcmp(context, "while scanning an anchor") == 0) {
        report_quotes(l, parser->context_mark);
        return;
    }
    struct place at = place_between(l, parser->problem_mark, parser->problem_mark);
    struct span word = word_at_cursor(l);
    if (span_starts_with(word, SPAN("\t"))) {
        diag_error(l->d, at, "a tab cannot stand here: indent with spaces");
    } else if (strcmp(parser->problem, "found character that cannot start any token") == 0) {
        report_quotes(l, parser->problem_mark); // one of % @ `
    } else if (strcmp(parser->problem, "mapping values are not allowed in this context") == 0) {
        diag_error(l->d, at,
            "':' with a blank behind it makes a key, and here can be none: quote the text, or mend "
            "the indentation");
    } else {
        diag_error(l->d, at, "this is not YAML: %s", parser->problem);
        if (context[0] != '\0' && parser->context_mark.index != parser->problem_mark.index) {
            at = place_between(l, parser->context_mark, parser->context_mark);
            diag_note(l->d, at, "%s that begins here", context);
        }
        note_foreign_blank(l, at);
    }
}

// The tags of YAML's core schema say what a schema-less reader would guess: no more than we know.
static bool tag_is_core(const char *tag)
{
    static const char *const names[] = {"str", "int", "float", "bool", "null", "seq", "map"};
    struct span prefix = SPAN("tag:yaml.org,2002:");
    struct span text = span_from_c(tag);
    if (!span_starts_with(text, prefix)) {
        return tag == NULL;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (span_equal_c(span_from(text, prefix.len), names[i])) {
            return true;
        }
    }
    return false;
}

static struct node *new_node(
    struct loader *l, enum node_kind kind, struct place at, const yaml_char_t *tag)
{
    struct node *node = node_new(l->arena, kind, at);
    const char *name = (const char *)tag; // libyaml's bytes are unsigned
    if (!tag_is_core(name)) {
        diag_error(l->d, at, "tag '%s' means nothing here: take it away", name);
        node->kind = kind == NODE_TEXT ? NODE_BROKEN : kind;
    }
    return node;
}

// Escapes of double quotes can write what the file itself may not hold.
static bool has_control(struct span text)
{
    uint32_t character;
    for (size_t len = 0; text.len != 0; text = span_from(text, len)) {
        len = utf8_next(text, &character);
        if (len == 0 || yaml_bytes_is_control(character)) {
            return true;
        }
    }
    return false;
}

static bool add_text(struct loader *l, const yaml_event_t *event, struct span anchor)
{
    struct place at = place_of(l, event);
    struct node *node = new_node(l, NODE_TEXT, at, event->data.scalar.tag);
    struct span text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    node->plain =
        event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && event->data.scalar.tag == NULL;
    if (node->plain && yaml_bytes_trim(&text)) {
        diag_error(l->d, at, "%s", foreign_blank);
    }
    if (text.len > YAML_SCALAR_MAX_BYTES) {
        diag_error(l->d, at, "this text is longer than %d bytes", YAML_SCALAR_MAX_BYTES);
        node->kind = NODE_BROKEN;
    } else if (event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && has_control(text)) {
        diag_error(l->d, at, "this text holds an escape of a character that cannot be seen");
        node->kind = NODE_BROKEN;
    } else {
        node->text = arena_copy(l->arena, text); // libyaml's own dies with the event
    }
    return tree_add(&l->tree, node, anchor);
}

static struct span anchor_of(struct loader *l, const yaml_char_t *name)
{
    return arena_copy(l->arena, span_from_c((const char *)name));
}

// False: nothing more is to be read.
static bool take(struct loader *l, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_text(l, event, anchor_of(l, event->data.scalar.anchor));
    case YAML_SEQUENCE_START_EVENT:
        return tree_add(&l->tree,
            new_node(l, NODE_LIST, place_of(l, event), event->data.sequence_start.tag),
            anchor_of(l, event->data.sequence_start.anchor));
    case YAML_MAPPING_START_EVENT:
        return tree_add(&l->tree,
            new_node(l, NODE_MAP, place_of(l, event), event->data.mapping_start.tag),
            anchor_of(l, event->data.mapping_start.anchor));
    case YAML_ALIAS_EVENT:
        return tree_alias(&l->tree, anchor_of(l, event->data.alias.anchor), place_of(l, event));
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        tree_close(&l->tree);
        return true;
    case YAML_DOCUMENT_START_EVENT:
        if (l->ended) {
            diag_error(l->d, place_of(l, event), "a second document begins here: a file is one");
        }
        return !l->ended;
    case YAML_DOCUMENT_END_EVENT:
        l->ended = true;
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
        return true;
    case YAML_STREAM_END_EVENT:
        return false;
    }
    assert(false);
    return false;
}

// False: the text was not understood to its end, and `d` says why.
static bool read_events(struct loader *l, yaml_parser_t *parser)
{
    for (size_t events = 0; events < YAML_EVENTS_MAX; events++) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0) {
            report_problem(l, parser);
            return false;
        }
        bool end = event.type == YAML_STREAM_END_EVENT;
        bool more = take(l, &event);
        yaml_event_delete(&event);
        if (!more) {
            return end;
        }
    }
    struct place at = {.file = l->file};
    diag_error(l->d, at, "this file holds more than %d values: move domains to a source's list",
        YAML_EVENTS_MAX);
    return false;
}

const struct node *yaml_read(
    struct arena *a, struct span name, struct span content, struct diagnostics *d, uint32_t *file)
{
    bool is_utf16 = yaml_bytes_is_utf16(content);
    struct span text = yaml_bytes_without_mark(content);
    *file = diag_file(d, name, is_utf16 ? SPAN("") : text);
    struct place top = {.file = *file, .line = 1, .column = 1};
    if (is_utf16) {
        diag_error(d, top, "this file is UTF-16: save it as UTF-8");
        return NULL;
    }
    if (!yaml_bytes_check(text, *file, d)) {
        return NULL;
    }
    struct loader l = {.arena = a, .d = d, .text = text, .file = *file, .cursor = {.line = 1}};
    tree_init(&l.tree, a, d);
    yaml_parser_t parser;
    int ready = yaml_parser_initialize(&parser);
    assert(ready != 0); // else memory is out
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    bool whole = read_events(&l, &parser);
    yaml_parser_delete(&parser);
    if (!whole) {
        return NULL;
    }
    if (l.tree.root == NULL || node_is_empty(l.tree.root)) {
        diag_error(d, top, "this file is empty");
        return NULL;
    }
    return l.tree.root;
}

const char *yaml_library_version(void)
{
    return yaml_get_version_string();
}
