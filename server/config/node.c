// SPDX-License-Identifier: MIT
#include "config/node.h"

#include <assert.h>

enum { SMALL_MAP = 8 }; // items; a larger map has an index

struct node *node_new(struct arena *a, enum node_kind kind, struct place at)
{
    struct node *node = arena_array(a, 1, sizeof *node);
    node->kind = kind;
    node->size = 1;
    node->at = at;
    return node;
}

static void put(struct node *node, struct item *item, struct item *last)
{
    if (last == NULL) {
        node->first = item;
    } else {
        last->next = item;
    }
    item->next = NULL;
    node->count++;
}

struct item *node_add(struct arena *a, struct node *node, struct item *last)
{
    struct item *item = arena_array(a, 1, sizeof *item);
    put(node, item, last);
    return item;
}

static struct item *find(const struct node *map, struct span key)
{
    if (map->index != NULL) {
        return map_find(map->index, key);
    }
    for (struct item *item = map->first; item != NULL; item = item->next) {
        if (span_equal(item->key, key)) {
            return item;
        }
    }
    return NULL;
}

static void add_index(struct arena *a, struct node *map)
{
    map->index = arena_alloc(a, sizeof *map->index);
    map_init(map->index, a);
    for (struct item *item = map->first; item != NULL; item = item->next) {
        map_add(map->index, item->key, item);
    }
}

// A map that is filled again.
struct rebuilt {
    struct arena *arena;
    struct node *map;
    struct item *last;
};

// Puts `item` at the end, unless its key is there already: then that one is returned.
static const struct item *append(struct rebuilt *f, struct item *item)
{
    struct node *map = f->map;
    const struct item *there =
        map->index != NULL ? map_add(map->index, item->key, item) : find(map, item->key);
    if (there != NULL) {
        return there;
    }
    put(map, item, f->last);
    f->last = item;
    if (map->index == NULL && map->count > SMALL_MAP) {
        add_index(f->arena, map);
    }
    return NULL;
}

static void merge_map(struct rebuilt *f, const struct node *from)
{
    for (const struct item *item = from->first; item != NULL; item = item->next) {
        struct item *copy = arena_alloc(f->arena, sizeof *copy);
        *copy = *item;
        append(f, copy); // what is there already stays
    }
}

static void merge(struct rebuilt *f, struct diagnostics *d, const struct node *from)
{
    if (from->kind == NODE_MAP) {
        merge_map(f, from);
        return;
    }
    if (from->kind == NODE_TEXT) {
        diag_error(d, from->at, "'<<' needs a map, or a list of maps, to merge, not a text");
    }
    for (const struct item *item = from->first; item != NULL; item = item->next) {
        if (item->value->kind == NODE_MAP) {
            merge_map(f, item->value);
        } else if (item->value->kind != NODE_BROKEN) {
            diag_error(d, item->value->at, "'<<' merges maps, and this is %s",
                node_kind_text(item->value));
        }
    }
}

void node_close_map(struct arena *a, struct diagnostics *d, struct node *map)
{
    struct rebuilt f = {.arena = a, .map = map};
    struct item *item = map->first;
    const struct item *merged = NULL;
    map->first = NULL;
    map->count = 0;
    while (item != NULL) {
        struct item *next = item->next;
        const struct item *there = item->merge ? merged : append(&f, item);
        if (there != NULL) {
            diag_error(d, item->key_at, "key '%.*s' is given twice", SPAN_ARGS(item->key));
            diag_note(d, there->key_at, "here, too");
        } else if (item->merge) {
            merged = item;
        }
        item = next;
    }
    if (merged != NULL) {
        merge(&f, d, merged->value);
    }
}

const struct item *node_find_item(const struct node *map, struct span key)
{
    return map->kind == NODE_MAP ? find(map, key) : NULL;
}

const struct node *node_find(const struct node *map, const char *key)
{
    const struct item *item = node_find_item(map, span_from_c(key));
    return item == NULL ? NULL : item->value;
}

bool node_is_empty(const struct node *node)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    if (node->kind != NODE_TEXT || !node->plain) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (span_equal_c(node->text, words[i])) {
            return true;
        }
    }
    return false;
}

bool node_is_truth(struct span text)
{
    static const char *const words[] = {"yes", "no", "on", "off", "true", "false", "y", "n"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (span_equal_fold(text, span_from_c(words[i]))) {
            return true;
        }
    }
    return false;
}

const char *node_kind_text(const struct node *node)
{
    switch (node->kind) {
    case NODE_TEXT:
        return "a text";
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        return "a map";
    case NODE_BROKEN:
        break;
    }
    assert(false);
    return "";
}
