// SPDX-License-Identifier: MIT
#include "config/tree.h"

#include <assert.h>

struct tree_anchor {
    struct node *node;
};

void tree_init(struct tree *tree, struct arena *a, struct diagnostics *d)
{
    *tree = (struct tree){.arena = a, .d = d};
    map_init(&tree->anchors, a);
}

static void keep_anchor(struct tree *tree, struct node *node, struct span name)
{
    struct tree_anchor *anchor = arena_alloc(tree->arena, sizeof *anchor);
    *anchor = (struct tree_anchor){node};
    struct tree_anchor *there = map_add(&tree->anchors, name, anchor);
    if (there != NULL) {
        there->node = node; // YAML: the later one counts from here on
    }
}

// Puts `node`, written at `at`, where it belongs.
static bool attach(struct tree *tree, struct node *node, struct place at)
{
    if (tree->depth == 0) {
        assert(tree->root == NULL);
        tree->root = node;
        return true;
    }
    struct tree_frame *top = &tree->frames[tree->depth - 1];
    if (top->waiting) {
        top->last->value = node;
        top->waiting = false;
        return true;
    }
    if (top->node->kind == NODE_LIST) {
        top->last = node_add(tree->arena, top->node, top->last);
        top->last->value = node;
        return true;
    }
    if (node->kind == NODE_LIST || node->kind == NODE_MAP) {
        diag_error(tree->d, at,
            "a key must be a text, not %s: a value that begins with '%c' needs quotes",
            node_kind_text(node), node->kind == NODE_LIST ? '[' : '{');
        return false;
    }
    top->last = node_add(tree->arena, top->node, top->last);
    top->last->key = node->text;
    top->last->key_at = at;
    top->last->merge = node->plain && span_equal(node->text, SPAN("<<"));
    top->waiting = true;
    return true;
}

bool tree_add(struct tree *tree, struct node *node, struct span anchor)
{
    if (!attach(tree, node, node->at)) {
        return false;
    }
    if (anchor.len != 0) {
        keep_anchor(tree, node, anchor);
    }
    if (node->kind != NODE_LIST && node->kind != NODE_MAP) {
        if (tree->depth != 0) {
            tree->frames[tree->depth - 1].node->size++;
        }
        return true;
    }
    if (tree->depth == YAML_DEPTH_MAX) {
        diag_error(tree->d, node->at, "lists and maps are nested deeper than %d", YAML_DEPTH_MAX);
        return false;
    }
    tree->frames[tree->depth++] = (struct tree_frame){.node = node};
    return true;
}

static bool is_open(const struct tree *tree, const struct node *node)
{
    for (size_t i = 0; i < tree->depth; i++) {
        if (tree->frames[i].node == node) {
            return true;
        }
    }
    return false;
}

bool tree_alias(struct tree *tree, struct span name, struct place at)
{
    const struct tree_anchor *anchor = map_find(&tree->anchors, name);
    if (anchor == NULL) {
        diag_error(
            tree->d, at, "'*%.*s' names an anchor that is nowhere before it", SPAN_ARGS(name));
        return tree_add(tree, node_new(tree->arena, NODE_BROKEN, at), SPAN(""));
    }
    if (is_open(tree, anchor->node)) {
        diag_error(tree->d, at, "'*%.*s' stands inside of what it names", SPAN_ARGS(name));
        return tree_add(tree, node_new(tree->arena, NODE_BROKEN, at), SPAN(""));
    }
    tree->alias_nodes += anchor->node->size;
    if (tree->alias_nodes > YAML_ALIAS_NODES_MAX) {
        diag_error(
            tree->d, at, "the aliases of this file add more than %d values", YAML_ALIAS_NODES_MAX);
        return false;
    }
    assert(tree->depth != 0); // a document that is but an alias has nothing to name
    tree->frames[tree->depth - 1].node->size += anchor->node->size;
    return attach(tree, anchor->node, at);
}

void tree_close(struct tree *tree)
{
    assert(tree->depth != 0);
    struct node *node = tree->frames[--tree->depth].node;
    if (node->kind == NODE_MAP) {
        node_close_map(tree->arena, tree->d, node);
    }
    if (tree->depth != 0) {
        tree->frames[tree->depth - 1].node->size += node->size;
    }
}
