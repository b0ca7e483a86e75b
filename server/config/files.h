// SPDX-License-Identifier: MIT
// files: providers.yaml and what it includes, each as a tree. Floor: config; pure but for the
// reader. Only providers.yaml itself includes. A file is read once, however often it is named.
#pragma once

#include "config/walk.h"

// The keys of a file.
struct top_key {
    const char *name;
    bool main;        // of the main file only
    const char *help; // one line for the manual
};
enum { TOP_KEY_COUNT = 5 };
extern const struct top_key top_keys[TOP_KEY_COUNT];

struct config_file {
    struct span path;
    struct span folder;      // with its '/', or empty
    const struct node *root; // a map
    struct config_file *next;
};

// The files in order, the main one first, in `scratch`; what is wrong with any of them, their
// top-level keys too, is reported. NULL: there is not even the main one; *error tells whether it
// could be read.
const struct config_file *files_read(struct walk *w, const char *path, enum file_error *error);
