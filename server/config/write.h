// SPDX-License-Identifier: MIT
// write: a tree of nodes as the text of a YAML file, with comments. Floor: config; pure.
// yaml_read() of what is written gives the same tree. Lists and maps that fit into a line are
// written in one, but for the first levels, which are always spread out.
#pragma once

#include "config/node.h"

// Comments, each above the line in which its node begins.
struct comments {
    struct arena *arena;
    struct map of_nodes; // the node's address -> struct comment *
};

void comments_init(struct comments *c, struct arena *a);
// `text` is one line, or several; what would disturb a terminal or YAML is made a blank.
void comments_add(struct comments *c, const struct node *about, struct span text);

// A text node in `a`; what no value may hold, and ends of lines, become blanks. A word is never put
// in quotes: true, 993, tls.
struct node *write_text(struct arena *a, struct span text);
struct node *write_word(struct arena *a, const char *word);
// Puts `value` behind the others of a list or a map (then with its key, which must outlive `a`).
void write_add(struct arena *a, struct node *to, struct item **last, struct span key,
    const struct node *value);

// `root` is a map; `spread` levels are never written in one line.
void write_yaml(
    struct buffer *out, const struct node *root, const struct comments *c, size_t spread);
