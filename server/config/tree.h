// SPDX-License-Identifier: MIT
// tree: nodes as they come out of a file, one after another, become a tree. Floor: config; pure.
// Resolves anchors, aliases and merge keys, bounds depth and what aliases add. Not a word of
// libyaml.
#pragma once

#include "base/limits.h"
#include "config/node.h"

// A list or a map whose end has not come yet.
struct tree_frame {
    struct node *node;
    struct item *last;
    bool waiting; // the last item of a map still has no value
};

struct tree {
    struct arena *arena;
    struct diagnostics *d;
    struct map anchors; // name -> struct tree_anchor *
    struct tree_frame frames[YAML_DEPTH_MAX];
    size_t depth;
    size_t alias_nodes;
    struct node *root; // NULL: nothing has come yet
};

void tree_init(struct tree *tree, struct arena *a, struct diagnostics *d);

// `node` is the next one; lists and maps stay open until tree_close(). `anchor` is empty where
// there is none. False: reported, and there is no going on (too deep, a key that is no text).
MUST_USE bool tree_add(struct tree *tree, struct node *node, struct span anchor);
MUST_USE bool tree_alias(struct tree *tree, struct span anchor, struct place at);
// The end of the list or map opened last.
void tree_close(struct tree *tree);
