// SPDX-License-Identifier: MIT
#include "config/write.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "config/yaml_bytes.h"

#include <string.h>

enum { LINE_COLUMNS = 100, INDENT = 2 };

struct comment {
    struct span text; // a line
    struct comment *next;
};

struct comment_list {
    struct comment *first, **end;
};

void comments_init(struct comments *c, struct arena *a)
{
    c->arena = a;
    map_init(&c->of_nodes, a);
}

static struct comment_list *find_comments(const struct comments *c, const struct node *about)
{
    return map_find(&c->of_nodes, (struct span){(const char *)&about, sizeof about});
}

// Ends a line, or is what no value may hold.
static bool is_unwritable(uint32_t point)
{
    return point == '\t' || point == '\n' || yaml_bytes_is_control(point);
}

static struct span made_writable(struct arena *a, struct span line)
{
    char *copy = arena_alloc(a, line.len);
    struct span rest = line;
    for (size_t i = 0; i < line.len;) {
        uint32_t point = 0;
        size_t len = utf8_next(rest, &point);
        size_t step = len == 0 ? 1 : len;
        if (len == 0 || is_unwritable(point)) {
            memset(copy + i, ' ', step);
        } else {
            memcpy(copy + i, rest.ptr, step);
        }
        i += step;
        rest = span_from(rest, step);
    }
    return (struct span){copy, line.len};
}

void comments_add(struct comments *c, const struct node *about, struct span text)
{
    struct comment_list *list = find_comments(c, about);
    struct span line;
    while (span_next(&text, '\n', &line)) {
        struct span shown = span_trim(made_writable(c->arena, line));
        if (shown.len == 0) {
            continue;
        }
        if (list == NULL) {
            struct span key = {(const char *)&about, sizeof about};
            list = arena_array(c->arena, 1, sizeof *list);
            list->end = &list->first;
            map_add(&c->of_nodes, arena_copy(c->arena, key), list);
        }
        struct comment *comment = arena_array(c->arena, 1, sizeof *comment);
        comment->text = shown;
        *list->end = comment;
        list->end = &comment->next;
    }
}

struct node *write_text(struct arena *a, struct span text)
{
    struct node *node = node_new(a, NODE_TEXT, (struct place){0});
    node->text = made_writable(a, text);
    return node;
}

struct node *write_word(struct arena *a, const char *word)
{
    struct node *node = write_text(a, span_from_c(word));
    node->plain = true;
    return node;
}

void write_add(
    struct arena *a, struct node *to, struct item **last, struct span key, const struct node *value)
{
    *last = node_add(a, to, *last);
    (*last)->key = key;
    (*last)->value = value;
}

// A word by which YAML means no text.
static bool is_meaning(struct span text)
{
    return node_is_truth(text) || span_equal_fold(text, SPAN("null")) ||
           span_equal(text, SPAN("~"));
}

// Needs no quotes; in_line: within brackets.
static bool is_plain(struct span text, bool in_line)
{
    if (text.len == 0 || is_meaning(text) || text.ptr[text.len - 1] == ' ' ||
        !(ascii_is_alnum(text.ptr[0]) || (unsigned char)text.ptr[0] >= 0x80)) {
        return false;
    }
    for (size_t i = 0; i < text.len;) {
        uint32_t point;
        size_t len = utf8_next(span_from(text, i), &point);
        char c = text.ptr[i];
        bool is_colon = c == ':' && !in_line && i + 1 < text.len && text.ptr[i + 1] != ' ';
        if (len == 0 ||
            (len == 1 && !ascii_is_alnum(c) && !span_has(SPAN(" _-./+@%=&?~"), c) && !is_colon)) {
            return false;
        }
        i += len;
    }
    return true;
}

static void add_text(struct buffer *out, struct span text, bool in_line)
{
    if (is_plain(text, in_line)) {
        buffer_add(out, text);
        return;
    }
    buffer_add_char(out, '"');
    escape_json(out, text);
    buffer_add_char(out, '"');
}

static void add_scalar(struct buffer *out, const struct node *node, bool in_line)
{
    if (node->plain) {
        buffer_add(out, node->text);
    } else {
        add_text(out, node->text, in_line);
    }
}

// All of it in one line. The recursion is as deep as the tree, which its maker bounds.
static void add_in_line(struct buffer *out, const struct node *node)
{
    if (node->kind == NODE_TEXT) {
        add_scalar(out, node, true);
        return;
    }
    bool is_map = node->kind == NODE_MAP;
    buffer_add_char(out, is_map ? '{' : '[');
    for (const struct item *item = node->first; item != NULL && buffer_ok(out); item = item->next) {
        if (is_map) {
            add_text(out, item->key, true);
            buffer_add_c(out, ": ");
        }
        add_in_line(out, item->value);
        buffer_add_c(out, item->next == NULL ? "" : ", ");
    }
    buffer_add_char(out, is_map ? '}' : ']');
}

static bool has_comments(const struct node *node, const struct comments *c)
{
    for (const struct item *item = node->first; item != NULL; item = item->next) {
        if (find_comments(c, item->value) != NULL || has_comments(item->value, c)) {
            return true;
        }
    }
    return false;
}

// Writes it into the rest of a line of which `used` columns are taken, where it fits there.
static bool add_if_in_line(
    struct buffer *out, const struct node *node, const struct comments *c, size_t used)
{
    char memory[LINE_COLUMNS];
    struct buffer line;
    if (node->kind == NODE_TEXT) {
        add_scalar(out, node, false);
        return true;
    }
    if (node->first == NULL) { // spread out it would be nothing
        add_in_line(out, node);
        return true;
    }
    if (used >= LINE_COLUMNS || has_comments(node, c)) {
        return false;
    }
    buffer_init_fixed(&line, memory, LINE_COLUMNS - used);
    add_in_line(&line, node);
    if (buffer_ok(&line)) {
        buffer_add(out, buffer_span(&line));
    }
    return buffer_ok(&line);
}

static void add_indent(struct buffer *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        buffer_add_char(out, ' ');
    }
}

// Cut at blanks where it is too long for a line.
static void add_comment_line(struct buffer *out, struct span text, size_t indent)
{
    while (text.len != 0) {
        size_t room = LINE_COLUMNS - indent - INDENT;
        size_t end = text.len <= room ? text.len : room;
        while (end < text.len && end > 0 && text.ptr[end] != ' ') {
            end--;
        }
        if (end == 0) { // one long word
            struct span word = text;
            struct span rest;
            end = span_cut(text, ' ', &word, &rest) ? word.len : text.len;
        }
        add_indent(out, indent);
        buffer_format(out, "# %.*s\n", SPAN_ARGS(span_until(text, end)));
        text = span_trim(span_from(text, end));
    }
}

static void add_comments(
    struct buffer *out, const struct node *about, const struct comments *c, size_t indent)
{
    const struct comment_list *list = find_comments(c, about);
    const struct comment *one = list == NULL ? NULL : list->first;
    for (; one != NULL; one = one->next) {
        add_comment_line(out, one->text, indent);
    }
}

// A list or a map, an item a line. `in_item`: the first line has its indent and "- " already.
static void add_spread(struct buffer *out, const struct node *node, const struct comments *c,
    size_t indent, size_t spread, bool in_item)
{
    bool is_map = node->kind == NODE_MAP;
    for (const struct item *item = node->first; item != NULL; item = item->next) {
        bool first = item == node->first;
        if (!(first && in_item)) {
            if (spread == 1 && !first) {
                buffer_add_char(out, '\n');
            }
            add_comments(out, item->value, c, indent);
            if (!is_map && item->value->kind == NODE_MAP && item->value->first != NULL) {
                add_comments(out, item->value->first->value, c, indent); // whose line it is, too
            }
            add_indent(out, indent);
        }
        size_t used = indent + INDENT;
        if (is_map) {
            add_text(out, item->key, false);
            buffer_add_char(out, ':');
            used = indent + item->key.len + INDENT;
        } else {
            buffer_add_char(out, '-');
        }
        size_t before = out->len;
        buffer_add_char(out, ' ');
        bool wide = spread > 0 && item->value->first != NULL;
        if (!wide && add_if_in_line(out, item->value, c, used)) {
            buffer_add_char(out, '\n');
        } else if (is_map || item->value->kind == NODE_LIST) {
            out->len = before; // no blank at the line's end
            buffer_add_char(out, '\n');
            add_spread(out, item->value, c, indent + INDENT, spread > 0 ? spread - 1 : 0, false);
        } else {
            add_spread(out, item->value, c, indent + INDENT, 0, true);
        }
    }
}

void write_yaml(
    struct buffer *out, const struct node *root, const struct comments *c, size_t spread)
{
    add_comments(out, root, c, 0);
    add_spread(out, root, c, 0, spread, false);
}
