// SPDX-License-Identifier: MIT
#include "verbs/config_trees.h"

#include <inttypes.h>

static enum file_error read_file(
    void *context, struct arena *a, const char *path, size_t max_bytes, struct span *content)
{
    (void)context;
    return file_read(a, path, max_bytes, content);
}

static size_t glob_files(void *context, struct arena *a, const char *pattern, const char ***paths)
{
    (void)context;
    return file_glob(a, pattern, paths);
}

// A place as the key of a map.
static struct span place_key(struct arena *a, struct place at)
{
    return arena_format(a, "%" PRIu32 ":%" PRIu32 ":%" PRIu32, at.file, at.line, at.column);
}

static void add_rows(struct config_trees *trees)
{
    map_init(&trees->rows, &trees->arena);
    for (const struct config_file *file = trees->files; file != NULL; file = file->next) {
        const struct node *map = node_find(file->root, "domains");
        for (struct item *item = map == NULL ? NULL : map->first; item != NULL; item = item->next) {
            (void)map_add(&trees->rows, place_key(&trees->arena, item->key_at), item);
        }
    }
}

bool config_trees_read(struct config_trees *trees, const char *path)
{
    const struct reader reader = {NULL, read_file, glob_files};
    enum file_error error;
    arena_init(&trees->arena);
    diag_init(&trees->d);
    struct walk walk = {
        .keep = &trees->arena, .scratch = &trees->arena, .d = &trees->d, .reader = &reader};
    trees->files = files_read(&walk, path, &error);
    add_rows(trees);
    return trees->files != NULL;
}

void config_trees_finish(struct config_trees *trees)
{
    diag_finish(&trees->d);
    arena_finish(&trees->arena);
}

bool config_trees_find(struct arena *a, const struct config_trees *trees,
    const struct provider *provider, struct config_written *out)
{
    const struct item *row = map_find(&trees->rows, place_key(a, provider->at));
    for (const struct config_file *file = trees->files; file != NULL; file = file->next) {
        const struct node *map = node_find(file->root, "providers");
        const struct item *entry = map == NULL ? NULL : node_find_item(map, provider->key);
        if (entry != NULL) {
            *out = (struct config_written){entry->value, row == NULL ? NULL : row->value};
            return true;
        }
    }
    return false;
}

struct span config_trees_place(
    struct arena *a, const struct config_trees *trees, struct place place)
{
    return arena_format(
        a, "%.*s:%" PRIu32, SPAN_ARGS(diag_file_name(&trees->d, place.file)), place.line);
}
