// SPDX-License-Identifier: MIT
// node: a YAML file as a tree that knows its places. Floor: config; pure.
// Nothing is guessed: every scalar is a text, and what it means is for the reader of the tree. An
// alias is the very node it names, so a tree may hold a node more than once. Nodes live in a
// loader's arena.
#pragma once

#include "base/diag.h"
#include "base/map.h"

enum node_kind {
    NODE_TEXT,
    NODE_LIST,
    NODE_MAP,
    NODE_BROKEN, // was reported already; to be passed over in silence
};

struct node;

// A member of a list, or of a map (then with its key).
struct item {
    struct span key;
    struct place key_at;
    const struct node *value; // NULL only while the file is being read
    struct item *next;
    bool merge; // the key is `<<`, without quotes
};

struct node {
    enum node_kind kind;
    bool plain;      // a text without quotes: only then `null` and `~` mean "no value"
    uint32_t size;   // nodes in it, itself included
    uint32_t count;  // items
    struct place at; // of the value; a block map's is that of its first key
    struct span text;
    struct item *first; // in the file's order, merged ones last
    struct map *index;  // key -> struct item *; NULL for small maps
};

struct node *node_new(struct arena *a, enum node_kind kind, struct place at);
// A new item of a list or a map, behind `last`; NULL: it is the first.
struct item *node_add(struct arena *a, struct node *node, struct item *last);

// To be called when all items of a map are there: reports doubled keys and takes the second away,
// then replaces `<<` by the keys of the map, or maps, that it names. The map's own keys win, then
// the maps in order.
void node_close_map(struct arena *a, struct diagnostics *d, struct node *map);

// NULL: there is no such key, or the node is no map.
const struct item *node_find_item(const struct node *map, struct span key);
const struct node *node_find(const struct node *map, const char *key);

// "key:" with nothing behind it, or null.
bool node_is_empty(const struct node *node);
// YAML's words for yes and no, as they were before 1.2.
bool node_is_truth(struct span text);
// "a text", "a list", "a map": for messages.
const char *node_kind_text(const struct node *node);
