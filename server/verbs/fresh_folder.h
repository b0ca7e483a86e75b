// SPDX-License-Identifier: MIT
// fresh_folder: a folder of files written beside the one that it replaces, and swapped in whole, so
// that whoever reads there finds the old files or the new ones, never some of both. Floor: verbs.
// What fails is told by *error, one line for the user in the arena given.
#pragma once

#include "base/arena.h"

struct fresh_folder {
    struct arena *arena;
    const char *target; // links resolved
    const char *path;   // where the files go until they are swapped in
    int fd;             // of `path`
    bool replaces;      // there is a folder at `target`
};

// `target` is not there yet, or empty, or an earlier folder of that kind: its file `mark` begins
// with `head`. Nothing else is ever replaced.
MUST_USE bool fresh_folder_begin(struct arena *a, const char *target, const char *mark,
    struct span head, struct fresh_folder *out, struct span *error);
// A new file; `name` is relative, and its folders are made.
MUST_USE bool fresh_folder_write(
    struct fresh_folder *f, const char *name, struct span content, struct span *error);
// Puts the folder in its place; the old one's files are removed. Ends *f, on failure too.
MUST_USE bool fresh_folder_swap(struct fresh_folder *f, struct span *error);
// Removes what was written; the old folder stays. Ends *f.
void fresh_folder_abandon(struct fresh_folder *f);
