// SPDX-License-Identifier: MIT
#include "config/files.h"

#include "base/limits.h"
#include "config/expect.h"
#include "config/values.h"
#include "config/yaml.h"

const struct top_key top_keys[TOP_KEY_COUNT] = {
    {"version", true, "the form of this file: 1 is the only one so far, and may be left out"},
    {"include", true, "more files, relative to this one; a name may hold * and ?"},
    {"providers", false, "who offers mail: each by a name of letters, digits, '.' and '-'"},
    {"domains", false, "many domains, each with its provider's name, or a map of what differs"},
    {"logins", false, "people whose login cannot be derived from their address: address to login"},
};

static void check_key(struct walk *w, const struct item *item, bool is_main)
{
    struct suggestion near = expect_near(w, item->key);
    for (size_t i = 0; i < TOP_KEY_COUNT; i++) {
        if (span_equal_c(item->key, top_keys[i].name)) {
            if (top_keys[i].main && !is_main) {
                diag_error(w->d, item->key_at,
                    "'%s' is for the main file only, not an included one", top_keys[i].name);
            }
            return;
        }
        suggest_offer(&near, span_from_c(top_keys[i].name));
    }
    if (!span_starts_with(item->key, SPAN("x-"))) {
        struct span hint = suggest_hint(w->scratch, &near);
        diag_error(w->d, item->key_at,
            "unknown key '%.*s'%.*s: only keys that begin with 'x-' are free", SPAN_ARGS(item->key),
            SPAN_ARGS(hint));
    }
}

static void check_keys(struct walk *w, const struct node *root, bool is_main)
{
    for (const struct item *item = root->first; item != NULL; item = item->next) {
        check_key(w, item, is_main);
    }
    const struct node *version = node_find(root, "version");
    struct value v = {.node = version, .key = SPAN("version")};
    struct span text;
    if (version != NULL && is_main && expect_line(w, v, &text) && !span_equal(text, SPAN("1"))) {
        diag_error(w->d, version->at, "version '%.*s' is not known: 1 is the only one so far",
            SPAN_ARGS(text));
    }
}

static struct span folder_of(struct span path)
{
    struct span folder;
    struct span name;
    return span_cut_last(path, '/', &folder, &name) ? span_until(path, folder.len + 1) : SPAN("");
}

// NULL: it cannot be read (*error), or made nothing of (reported).
static struct config_file *read_file(
    struct walk *w, const char *path, bool is_main, enum file_error *error)
{
    struct span content;
    *error = w->reader->read(w->reader->context, w->scratch, path, YAML_FILE_MAX_BYTES, &content);
    if (*error != FILE_OK) {
        return NULL;
    }
    struct config_file *file = arena_array(w->scratch, 1, sizeof *file);
    uint32_t number;
    file->path = span_from_c(path);
    file->folder = folder_of(file->path);
    file->root = yaml_read(w->scratch, file->path, content, w->d, &number);
    if (file->root == NULL || file->root->kind == NODE_BROKEN) {
        return NULL;
    }
    if (file->root->kind != NODE_MAP) {
        diag_error(w->d, file->root->at,
            "a file must be a map that begins with 'providers:', not %s",
            node_kind_text(file->root));
        return NULL;
    }
    check_keys(w, file->root, is_main);
    return file;
}

// Reads one file into the list, unless it is there already.
static enum file_error include_file(struct walk *w, struct config_file *first, const char *path)
{
    enum file_error error;
    struct config_file *last = first;
    for (struct config_file *file = first; file != NULL; file = file->next) {
        if (span_equal_c(file->path, path)) {
            return FILE_OK;
        }
        last = file;
    }
    last->next = read_file(w, path, false, &error);
    return error;
}

static void include(struct walk *w, struct config_file *first, struct value v)
{
    struct span text;
    const char *path;
    if (!value_path(w, NULL, v, &text) || !arena_to_c(w->scratch, text, &path)) {
        return;
    }
    if (span_equal(text, first->path)) {
        diag_error(w->d, v.node->at, "%s: this is the very file that says so", path);
        return;
    }
    const char **paths = &path;
    size_t count = 1;
    if (file_is_glob(path)) {
        count = w->reader->glob(w->reader->context, w->scratch, path, &paths);
    }
    if (count == FILE_GLOB_FORBIDDEN) {
        diag_error(w->d, v.node->at, "%s: %s", path, file_error_text(FILE_FORBIDDEN));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        enum file_error error = include_file(w, first, paths[i]);
        if (error != FILE_OK) {
            diag_error(w->d, v.node->at, "%s: %s", paths[i], file_error_text(error));
        }
    }
}

const struct config_file *files_read(struct walk *w, const char *path, enum file_error *error)
{
    struct config_file *first = read_file(w, path, true, error);
    if (*error != FILE_OK) {
        diag_error(w->d, (struct place){0}, "%s: %s", path, file_error_text(*error));
    }
    if (first == NULL) {
        return NULL;
    }
    const struct node *node = node_find(first->root, "include");
    struct value v = {.node = node, .key = SPAN("include")};
    w->folder = first->folder;
    if (node == NULL || !expect_list(w, v)) {
        return first;
    }
    for (const struct item *item = node->first; item != NULL; item = item->next) {
        include(w, first, expect_item(v, item));
    }
    return first;
}
