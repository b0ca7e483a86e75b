// SPDX-License-Identifier: MIT
// memory_reader: a base/reader.h over files in memory, for tests of loaders and for fuzzing.
#pragma once

#include "base/reader.h"

#include <string.h>

struct memory_file {
    const char *path;
    struct span content;
    enum file_error error; // what reading it gives
};

struct memory_files {
    const struct memory_file *files;
    size_t count;
};

static inline enum file_error memory_read(
    void *context, struct arena *a, const char *path, size_t max_bytes, struct span *content)
{
    (void)a;
    const struct memory_files *all = context;
    for (size_t i = 0; i < all->count; i++) {
        const struct memory_file *file = &all->files[i];
        if (strcmp(file->path, path) == 0) {
            *content = file->content;
            return file->error != FILE_OK          ? file->error
                   : file->content.len > max_bytes ? FILE_TOO_LARGE
                                                   : FILE_OK;
        }
    }
    return FILE_MISSING;
}

// A pattern matches what begins with its part before the first '*'.
static inline size_t memory_glob(
    void *context, struct arena *a, const char *pattern, const char ***paths)
{
    const struct memory_files *all = context;
    size_t count = 0;
    *paths = arena_array(a, all->count, sizeof **paths);
    for (size_t i = 0; i < all->count; i++) {
        if (strncmp(all->files[i].path, pattern, strcspn(pattern, "*")) == 0) {
            (*paths)[count++] = all->files[i].path;
        }
    }
    return count;
}

static inline struct reader memory_reader(struct memory_files *files)
{
    return (struct reader){files, memory_read, memory_glob};
}
