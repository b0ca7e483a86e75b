// SPDX-License-Identifier: MIT
// yaml: a YAML file becomes a tree of nodes. Floor: config; pure. libyaml's only door.
// Anchors, aliases and merge keys are resolved on the way. Bounded (base/limits.h): depth, events,
// length of a text, nodes that aliases add; the size of the file is the reader's to bound. Time
// grows with the size.
#pragma once

#include "config/node.h"

// Reads `content`, which must outlive `a`'s use; the tree lives in `a`, what is wrong goes to `d`,
// where the file is made known as `name`; *file is its number there. NULL: nothing can be made of
// the content, an empty file too. Other results may still have errors (doubled keys, say).
const struct node *yaml_read(
    struct arena *a, struct span name, struct span content, struct diagnostics *d, uint32_t *file);

// Version of libyaml, static.
const char *yaml_library_version(void);
