// SPDX-License-Identifier: MIT
#include "verbs/config_rows.h"

#include "base/escape.h"
#include "base/secrets.h"

enum { VALUE_MAX_BYTES = 1024 * 1024 };

// Where a value was written.
struct origin {
    const struct node *node; // NULL: nowhere
    struct place at;
    bool is_override; // in a row of `domains`
};

struct rows {
    struct arena *arena;
    const struct config_trees *trees;
    const struct config_written *written;
    struct config_rows out;
};

// An object whose leaves are added.
struct branch {
    json_t *json;
    struct span key; // up to here, empty at the top
    struct origin origin;
};

static bool is_leaf(const json_t *json)
{
    return !json_is_object(json) &&
           !(json_is_array(json) && json_is_object(json_array_get(json, 0)));
}

// At least as many rows as `json` makes; it nests as deep as the tables of fields do.
static size_t room_for(json_t *json)
{
    size_t room = 1; // of an object: for a secret, which is in no JSON
    const char *key;
    json_t *value;
    size_t i;
    if (is_leaf(json)) {
        return 1;
    }
    json_object_foreach(json, key, value)
    {
        room += room_for(value);
    }
    json_array_foreach(json, i, value)
    {
        room += room_for(value);
    }
    return room;
}

static void add_scalar(struct buffer *out, const json_t *json)
{
    if (json_is_string(json)) {
        escape_json(out, (struct span){json_string_value(json), json_string_length(json)});
    } else if (json_is_integer(json)) {
        buffer_add_number(out, (uint64_t)json_integer_value(json));
    } else {
        buffer_add_c(out, json_is_true(json) ? "true" : "false");
    }
}

static struct span value_text(struct arena *a, const json_t *json)
{
    struct buffer out;
    const json_t *one;
    size_t i;
    buffer_init(&out, VALUE_MAX_BYTES);
    if (!json_is_array(json)) {
        add_scalar(&out, json);
    }
    json_array_foreach(json, i, one)
    {
        buffer_add_c(&out, i == 0 ? "" : ", ");
        add_scalar(&out, one);
    }
    struct span text = arena_copy(a, buffer_span(&out));
    buffer_finish(&out);
    return text;
}

// A key at the top: a row's own, else the provider's.
static struct origin top_origin(const struct rows *r, struct span key)
{
    const struct node *const maps[] = {r->written->row, r->written->provider};
    for (size_t i = 0; i < COUNT_OF(maps); i++) {
        const struct item *item = maps[i] == NULL ? NULL : node_find_item(maps[i], key);
        if (item != NULL) {
            return (struct origin){item->value, item->key_at, i == 0};
        }
    }
    return (struct origin){NULL, {0}, false};
}

// What a short form says: HOST, HOST:PORT, a URL.
static bool short_form_has(const struct node *text, const char *key)
{
    struct span port;
    struct span host;
    bool has_port = span_cut_last(text->text, ':', &host, &port) && span_is_digits(port);
    return span_equal(SPAN("host"), span_from_c(key)) ||
           span_equal(SPAN("url"), span_from_c(key)) ||
           (has_port && span_equal(SPAN("port"), span_from_c(key)));
}

static struct origin key_origin(const struct rows *r, const struct branch *b, const char *key)
{
    struct origin origin = {NULL, b->origin.at, b->origin.is_override};
    struct span name = span_from_c(key);
    const struct node *node = b->origin.node;
    if (r->written == NULL) {
        return origin;
    }
    if (b->key.len == 0) {
        return top_origin(r, name);
    }
    if (node != NULL && node->kind == NODE_TEXT && short_form_has(node, key)) {
        origin.node = node;
        return origin;
    }
    const struct item *item = node == NULL ? NULL : node_find_item(node, name);
    if (item != NULL) {
        return (struct origin){item->value, item->key_at, b->origin.is_override};
    }
    // A server's login and methods are its provider's, unless it has its own.
    bool inherits = span_equal(name, SPAN("auth")) || span_equal(name, SPAN("username"));
    return inherits ? top_origin(r, name) : origin;
}

static struct origin item_origin(const struct origin *list, size_t index)
{
    const struct item *item =
        list->node == NULL || list->node->kind != NODE_LIST ? NULL : list->node->first;
    if (item == NULL) {
        return *list; // one is as good as a list of one
    }
    for (size_t i = 0; i < index && item->next != NULL; i++) {
        item = item->next;
    }
    return (struct origin){item->value, item->value->at, list->is_override};
}

static void add_row(struct rows *r, struct span key, struct span value, const struct origin *origin)
{
    struct span *cells = &r->out.cells[r->out.count++ * CONFIG_COLUMN_COUNT];
    cells[CONFIG_KEY] = key;
    cells[CONFIG_VALUE] = value;
    if (r->written == NULL) {
        cells[CONFIG_ORIGIN] = SPAN("");
    } else if (origin->node == NULL) {
        cells[CONFIG_ORIGIN] = SPAN("default");
    } else {
        cells[CONFIG_ORIGIN] = arena_format(r->arena, "%.*s%s",
            SPAN_ARGS(config_trees_place(r->arena, r->trees, origin->at)),
            origin->is_override ? " (override)" : "");
    }
}

static void add_secrets(struct rows *r, const struct branch *b)
{
    const struct node *node = b->origin.node;
    const struct item *item = node == NULL || node->kind != NODE_MAP ? NULL : node->first;
    for (; item != NULL; item = item->next) {
        if (secrets_is_key(item->key)) {
            struct span key =
                arena_format(r->arena, "%.*s.%.*s", SPAN_ARGS(b->key), SPAN_ARGS(item->key));
            const struct origin origin = {item->value, item->key_at, b->origin.is_override};
            add_row(r, key, SPAN("(not shown)"), &origin);
            return;
        }
    }
}

static void add_branch(struct rows *r, const struct branch *b)
{
    const char *key;
    json_t *value;
    json_object_foreach(b->json, key, value)
    {
        struct origin origin = key_origin(r, b, key);
        struct span name =
            arena_format(r->arena, "%.*s%s%s", SPAN_ARGS(b->key), b->key.len == 0 ? "" : ".", key);
        if (is_leaf(value)) {
            add_row(r, name, value_text(r->arena, value), &origin);
        } else if (json_is_object(value)) {
            add_branch(r, &(struct branch){value, name, origin});
        }
        for (size_t i = 0; !is_leaf(value) && i < json_array_size(value); i++) {
            add_branch(r, &(struct branch){json_array_get(value, i),
                              arena_format(r->arena, "%.*s[%zu]", SPAN_ARGS(name), i),
                              item_origin(&origin, i)});
        }
    }
    add_secrets(r, b);
}

struct config_rows config_rows_of(struct arena *a, json_t *provider,
    const struct config_trees *trees, const struct config_written *written)
{
    struct rows r = {.arena = a, .trees = trees, .written = written};
    r.out.cells = arena_array(a, room_for(provider), CONFIG_COLUMN_COUNT * sizeof *r.out.cells);
    add_branch(&r, &(struct branch){.json = provider});
    return r.out;
}
