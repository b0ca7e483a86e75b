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

struct item *node_add(struct arena *a, struct node *list_or_map)
{
    struct item *item = arena_array(a, 1, sizeof *item);
    if (list_or_map->last == NULL) {
        list_or_map->first = item;
    } else {
        list_or_map->last->next = item;
    }
    list_or_map->last = item;
    list_or_map->count++;
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

// Puts `item` at the end of `map`, unless its key is there already: then that one is returned.
static const struct item *append(struct arena *a, struct node *map, struct item *item)
{
    const struct item *there =
        map->index != NULL ? map_add(map->index, item->key, item) : find(map, item->key);
    if (there != NULL) {
        return there;
    }
    item->next = NULL;
    if (map->last == NULL) {
        map->first = item;
    } else {
        map->last->next = item;
    }
    map->last = item;
    map->count++;
    if (map->index == NULL && map->count > SMALL_MAP) {
        add_index(a, map);
    }
    return NULL;
}

static void merge_map(struct arena *a, struct node *map, const struct node *from)
{
    for (const struct item *item = from->first; item != NULL; item = item->next) {
        struct item *copy = arena_alloc(a, sizeof *copy);
        *copy = *item;
        append(a, map, copy); // what is there already stays
    }
}

static void merge(struct arena *a, struct diagnostics *d, struct node *map, const struct node *from)
{
    if (from->kind == NODE_MAP) {
        merge_map(a, map, from);
        return;
    }
    if (from->kind == NODE_TEXT) {
        diag_error(d, from->at, "'<<' needs a map, or a list of maps, to merge, not a text");
    }
    for (const struct item *item = from->first; item != NULL; item = item->next) {
        if (item->value->kind == NODE_MAP) {
            merge_map(a, map, item->value);
        } else if (item->value->kind != NODE_BROKEN) {
            diag_error(d, item->value->at, "'<<' merges maps, and this is %s",
                node_kind_text(item->value));
        }
    }
}

void node_close_map(struct arena *a, struct diagnostics *d, struct node *map)
{
    struct item *item = map->first;
    const struct item *merged = NULL;
    map->first = NULL;
    map->last = NULL;
    map->count = 0;
    while (item != NULL) {
        struct item *next = item->next;
        const struct item *there = item->merge ? merged : append(a, map, item);
        if (there != NULL) {
            diag_error(d, item->key_at, "key '%.*s' is given twice", SPAN_ARGS(item->key));
            diag_note(d, there->key_at, "it is given here first");
        } else if (item->merge) {
            merged = item;
        }
        item = next;
    }
    if (merged != NULL) {
        merge(a, d, map, merged->value);
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
