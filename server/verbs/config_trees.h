// SPDX-License-Identifier: MIT
// config_trees: the files of a configuration once more, as trees that know where each value was
// written. Floor: verbs. For configurations that have been loaded without an error.
#pragma once

#include "config/files.h"

struct config_trees {
    struct arena arena;
    struct diagnostics d; // knows the files by number
    const struct config_file *files;
    struct map rows; // place of its key -> const struct item * of `domains`
};

// False: they cannot be read any more.
MUST_USE bool config_trees_read(struct config_trees *trees, const char *path);
void config_trees_finish(struct config_trees *trees);

// The maps that a provider was written as.
struct config_written {
    const struct node *provider;
    const struct node *row; // of `domains`, whose keys replace the provider's; NULL: none
};

// False: it is not there any more. Needs a little of `a`.
MUST_USE bool config_trees_find(struct arena *a, const struct config_trees *trees,
    const struct provider *provider, struct config_written *out);

// "providers.yaml:14", in `a`.
struct span config_trees_place(
    struct arena *a, const struct config_trees *trees, struct place place);
