// SPDX-License-Identifier: MIT
#include "template/compile.h"

#include "base/escape.h"
#include "template/directives.h"
#include "template/markup.h"
#include "template/parse.h"
#include "template/values.h"

// An element that is being written.
struct level {
    const struct document_node *element;
    const struct document *content;    // what its children are nodes of
    const struct document_node *child; // next to be written
    struct span gap;                   // white space before that child, if it is an element
    uint32_t tests[2];                 // to be landed at its end
    size_t test_count;
    uint32_t loop;
    bool loops;              // `loop` is to be closed
    bool variable;           // the scope has one of this element's
    bool block;              // it leaves no trace
    bool ended;              // it needs no end tag
    const struct span *more; // files that are still to be included, after `content`
    size_t more_count;
    struct span more_gap; // before each of them
    struct place more_at;
    size_t style; // where the text of a style element begins in the literal
};

struct walk {
    struct compiler *c;
    struct map documents; // by name: read once, however often they are included
    struct level levels[TEMPLATE_DEPTH_MAX];
    size_t depth;
    size_t includes; // so far
};

static struct span tail_blanks(struct span text)
{
    size_t kept = text.len;
    while (kept > 0 && ascii_is_blank(text.ptr[kept - 1])) {
        kept--;
    }
    return span_from(text, kept);
}

static bool begins_blank(const struct document_node *node)
{
    return node != NULL && node->kind == DOCUMENT_TEXT && ascii_is_blank(node->text.ptr[0]);
}

static bool begins_with_text(const struct document_node *element)
{
    const struct document_node *first = element->children;
    return first != NULL && first->kind == DOCUMENT_TEXT && !begins_blank(first);
}

static bool is_blank(const struct document_node *children)
{
    const struct document_node *node = children;
    while (node != NULL && node->kind == DOCUMENT_TEXT && span_trim(node->text).len == 0) {
        node = node->next;
    }
    return node == NULL;
}

// White space comes after the last child of `top` that was taken, be it outside of t:blocks that
// end there.
static bool blank_follows(const struct walk *w, const struct document_node *child)
{
    const struct document_node *next = child->next;
    for (size_t i = w->depth; next == NULL && i > 0 && w->levels[i - 1].block; i--) {
        next = w->levels[i - 1].element->next;
    }
    return begins_blank(next);
}

// Finds and parses a template, once. NULL: that failed, as was told.
static const struct document *get_document(struct walk *w, struct span name, struct place at)
{
    struct compiler *c = w->c;
    const struct document **known = map_find(&w->documents, name);
    if (known != NULL) {
        return *known;
    }
    struct span text;
    struct span shown;
    if (!c->files->find(c->files->context, &c->scratch, name, &text, &shown)) {
        diag_error(c->d, at, "there is no template '%.*s'", SPAN_ARGS(name));
        return NULL;
    }
    known = arena_alloc(&c->scratch, sizeof *known);
    map_add(&w->documents, arena_copy(&c->scratch, name), known);
    *known = parse_document(&c->scratch, name, shown, text, c->d);
    return *known;
}

// The children of `level` become the root of another document.
static void include_file(struct walk *w, struct level *level, struct span name, struct place at)
{
    struct diagnostics *d = w->c->d;
    size_t within = 0;
    for (size_t i = 0; i + 1 < w->depth; i++) {
        within += i > 0 && w->levels[i].content != w->levels[i - 1].content;
        if (span_equal(w->levels[i].content->name, name)) {
            diag_error(d, at, "'%.*s' includes itself", SPAN_ARGS(name));
            return;
        }
    }
    if (within == TEMPLATE_INCLUDES_MAX) {
        diag_error(d, at, "more than %d includes within each other", TEMPLATE_INCLUDES_MAX);
        return;
    }
    if (w->includes == TEMPLATE_PARTS_MAX) {
        diag_error(d, at, "more than %d includes", TEMPLATE_PARTS_MAX);
        return;
    }
    w->includes++;
    const struct document *included = get_document(w, name, at);
    if (included != NULL) {
        level->content = included;
        level->child = included->root;
    }
}

// Whether there was another.
static bool include_next(struct walk *w, struct level *level)
{
    if (level->more_count == 0) {
        return false;
    }
    level->more_count--;
    level->gap = level->more_gap;
    include_file(w, level, *level->more++, level->more_at);
    return true;
}

// t:include, of one file or, with a '*', of all that are called so.
static void include(struct walk *w, struct level *level, const struct document *document,
    const struct attribute *attribute)
{
    struct compiler *c = w->c;
    struct span name = attribute->value;
    struct span start;
    struct span end;
    struct place at = document_value(document, attribute);
    if (!span_cut(name, '*', &start, &end)) {
        include_file(w, level, name, at);
        return;
    }
    level->more_at = at;
    level->more_gap = level->gap;
    level->more_count = c->files->list(c->files->context, &c->scratch, start, end, &level->more);
    if (!include_next(w, level)) {
        diag_error(c->d, at, "no template is called '%.*s'", SPAN_ARGS(name));
    }
}

static void check_element(struct walk *w, const struct level *level,
    const struct document *document, const struct directives *directives)
{
    struct compiler *c = w->c;
    const struct document_node *element = level->element;
    struct place at = document_place(document, element->at, element->name.len + 1);
    bool alone = w->depth == 1;
    if (element->ours && !span_equal_c(element->local, "block")) {
        diag_error(
            c->d, at, "unknown element '%.*s': there is only 'block'", SPAN_ARGS(element->name));
    }
    if (alone &&
        (level->block || directives->is[DIRECTIVE_EACH] != NULL ||
            directives->is[DIRECTIVE_IF] != NULL || directives->is[DIRECTIVE_UNLESS] != NULL)) {
        diag_error(c->d, at, "the root element must always be written, and once");
    }
    for (const struct attribute *one = element->attributes; one != NULL; one = one->next) {
        if (level->block && !one->ours) {
            diag_error(c->d, at, "'%.*s' leaves no trace, so it cannot have '%.*s'",
                SPAN_ARGS(element->name), SPAN_ARGS(one->name));
        }
    }
    bool replaced =
        directives->is[DIRECTIVE_TEXT] != NULL || directives->is[DIRECTIVE_INCLUDE] != NULL;
    bool both = directives->is[DIRECTIVE_TEXT] != NULL && directives->is[DIRECTIVE_INCLUDE] != NULL;
    if (both || (replaced && !is_blank(element->children))) {
        diag_error(c->d, at, "'%.*s' has two contents: t:text or t:include is all of it",
            SPAN_ARGS(element->name));
    }
    bool raw = alone ? false : markup_is_raw(w->levels[w->depth - 2].element->local);
    if (raw || (markup_is_raw(element->local) && replaced)) {
        diag_error(c->d, at, "a style sheet or a program is nothing but its own text");
    }
    if (c->html && !level->block && markup_is_void(element->name) &&
        (element->children != NULL || replaced)) {
        diag_error(c->d, at, "'%.*s' has no content in HTML", SPAN_ARGS(element->name));
    }
}

static void start_tag(
    struct compiler *c, struct level *level, const struct document *document, bool empty)
{
    struct buffer *out = &c->code.literal;
    const struct document_node *element = level->element;
    buffer_add_char(out, '<');
    buffer_add(out, element->name);
    for (const struct attribute *one = element->attributes; one != NULL; one = one->next) {
        if (!one->ours) {
            values_attribute(c, document, one);
        }
    }
    if (c->html) {
        level->ended = markup_is_void(element->name);
        buffer_add_char(out, '>');
    } else {
        level->ended = empty;
        buffer_add_c(out, empty ? "/>" : ">");
    }
}

// What decides whether, and how often, the element is written.
static void open_conditions(struct compiler *c, struct level *level,
    const struct document *document, const struct directives *directives)
{
    static const enum directive conditions[] = {DIRECTIVE_IF, DIRECTIVE_UNLESS};
    const struct attribute *each = directives->is[DIRECTIVE_EACH];
    if (each != NULL) {
        level->loops = directives_each(c, document, each, &level->loop, &level->variable);
    }
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        const struct attribute *one = directives->is[conditions[i]];
        bool wanted = conditions[i] == DIRECTIVE_IF;
        uint32_t test;
        if (one != NULL && directives_condition(c, document, one, wanted, &test)) {
            level->tests[level->test_count++] = test;
        }
    }
}

static void open_element(struct walk *w, const struct document *document,
    const struct document_node *element, struct span gap)
{
    struct compiler *c = w->c;
    if (w->depth == TEMPLATE_DEPTH_MAX) {
        diag_error(c->d, document_place(document, element->at, element->name.len + 1),
            "elements are nested deeper than %d", TEMPLATE_DEPTH_MAX);
        return;
    }
    struct level *level = &w->levels[w->depth++];
    *level = (struct level){.element = element, .content = document, .block = element->ours};
    struct directives directives;
    directives_read(c, document, element, &directives);
    const struct attribute *text = directives.is[DIRECTIVE_TEXT];
    const struct attribute *file = directives.is[DIRECTIVE_INCLUDE];
    check_element(w, level, document, &directives);
    open_conditions(c, level, document, &directives);

    if (!level->block || text != NULL || begins_with_text(element)) {
        escape_xml_text(&c->code.literal, gap);
    } else if (!begins_blank(element->children)) {
        level->gap = gap; // its first element's; with white space inside, too, there would be two
    }
    if (!level->block) {
        start_tag(c, level, document, element->children == NULL && text == NULL && file == NULL);
    }
    level->style = c->code.literal.len;
    if (text != NULL) {
        values_translation(c, document, text);
    } else if (file != NULL) {
        include(w, level, document, file);
    } else {
        level->child = element->children;
    }
}

static void close_element(struct walk *w)
{
    struct compiler *c = w->c;
    const struct level *level = &w->levels[--w->depth];
    bool is_style = span_equal_c(level->element->name, "style");
    if (is_style && c->code.literal.len >= level->style) { // without an error, all of it lies there
        code_style(&c->code, span_from(buffer_span(&c->code.literal), level->style));
    }
    if (!level->block && !level->ended) {
        buffer_add_c(&c->code.literal, "</");
        buffer_add(&c->code.literal, level->element->name);
        buffer_add_char(&c->code.literal, '>');
    }
    for (size_t i = 0; i < level->test_count; i++) {
        code_land(&c->code, level->tests[i]);
    }
    if (level->loops) {
        code_again(&c->code, level->loop);
    }
    if (level->variable) {
        scope_pop(&c->scope);
    }
}

static void write_text(struct walk *w, struct level *level, const struct document_node *node)
{
    if (markup_is_raw(level->element->local)) {
        values_raw(w->c, level->content, node);
        return;
    }
    struct span tail = tail_blanks(node->text);
    struct span head = span_until(node->text, node->text.len - tail.len);
    bool before_element = node->next != NULL && node->next->kind == DOCUMENT_ELEMENT;
    if (before_element) {
        level->gap = tail; // it comes and goes with the element
    }
    values_text(
        w->c, level->content, node, before_element || blank_follows(w, node) ? head : node->text);
}

static void walk_tree(struct walk *w, const struct document *document)
{
    open_element(w, document, document->root, SPAN(""));
    while (w->depth > 0) {
        struct level *level = &w->levels[w->depth - 1];
        const struct document_node *child = level->child;
        if (child == NULL) {
            if (!include_next(w, level)) {
                close_element(w);
            }
            continue;
        }
        level->child = child->next;
        if (child->kind == DOCUMENT_TEXT) {
            write_text(w, level, child);
        } else {
            struct span gap = level->gap;
            level->gap = SPAN("");
            open_element(w, level->content, child, gap);
        }
    }
}

static void write_document(struct walk *w, const struct document *document)
{
    struct compiler *c = w->c;
    struct buffer *out = &c->code.literal;
    c->html = span_equal_c(document->root->name, "html");
    if (!c->html) {
        buffer_add_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }
    if (document->doctype.len != 0 || c->html) {
        buffer_add(out, document->doctype.len != 0 ? document->doctype : SPAN("<!DOCTYPE html>"));
        buffer_add_char(out, '\n');
    }
    walk_tree(w, document);
    buffer_add_char(out, '\n');
}

const struct program *template_compile(struct arena *keep, const struct template_source *source,
    const struct template_files *files, const struct translations *texts, struct diagnostics *d)
{
    size_t errors = d->errors;
    struct compiler c = {.keep = keep, .files = files, .texts = texts, .d = d};
    arena_init(&c.scratch);
    scope_init(&c.scope, keep, source->root, source->words);
    code_init(&c.code, keep, &c.scratch);
    struct walk w = {.c = &c};
    map_init(&w.documents, &c.scratch);

    const struct document *document =
        get_document(&w, span_from_c(source->file), (struct place){0});
    if (document != NULL) {
        write_document(&w, document);
    }
    const struct program *program =
        d->errors == errors ? code_program(&c.code, texts->count) : NULL;
    code_finish(&c.code);
    arena_finish(&c.scratch);
    return program;
}

const struct list *template_styles(const struct program *program)
{
    return &program->styles;
}
