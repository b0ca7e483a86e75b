// SPDX-License-Identifier: MIT
#include "config/texts.h"

#include "base/limits.h"
#include "config/expect.h"
#include "config/values.h"
#include "config/yaml.h"

#include <assert.h>

// A source as it was read.
struct texts_file {
    uint32_t number;         // in the diagnostics
    const struct node *root; // NULL: nothing could be made of it (then there is an error)
    size_t language;
};

static bool is_key(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_alnum(text.ptr[i]) && !span_has(SPAN("._-"), text.ptr[i])) {
            return false;
        }
    }
    return text.len != 0;
}

// The language's number, a new one if need be. False: reported.
static bool find_language(
    struct walk *w, struct span tag, struct place at, struct translations *out, size_t *number)
{
    for (size_t i = 0; i < out->count; i++) {
        if (span_equal_fold(out->languages[i].tag, tag)) {
            *number = i;
            return true;
        }
    }
    if (!value_is_tag(w, at, tag)) {
        return false;
    }
    if (out->count == LANGUAGES_MAX) {
        diag_error(w->d, at, "one language too many: %d are the most", LANGUAGES_MAX);
        return false;
    }
    *number = out->count++;
    out->languages[*number].tag = arena_copy(w->keep, tag);
    map_init(&out->languages[*number].keys, w->keep);
    return true;
}

static void read_key(struct walk *w, const struct item *item, struct map *keys)
{
    struct value v = {.node = item->value, .key = item->key};
    struct span text;
    if (!is_key(item->key)) {
        diag_error(w->d, item->key_at,
            "'%.*s' is not a key: letters, digits, '.', '_' and '-' make one",
            SPAN_ARGS(item->key));
        return;
    }
    if (!expect_text(w, v, &text)) {
        return;
    }
    struct span *value = arena_alloc(w->keep, sizeof *value);
    *value = arena_copy(w->keep, text);
    struct span *there = map_add(keys, arena_copy(w->keep, item->key), value);
    if (there != NULL) {
        *there = *value; // a later file's word counts
    }
}

static void read_source(struct walk *w, const struct texts_source *source, struct translations *out,
    struct texts_file *file)
{
    file->root = yaml_read(w->scratch, source->name, source->content, w->d, &file->number);
    struct place top = {.file = file->number, .line = 1, .column = 1};
    struct value v = {.node = file->root, .key = SPAN("the file")};
    if (file->root == NULL || !find_language(w, source->tag, top, out, &file->language) ||
        !expect_map(w, v)) {
        file->root = NULL;
        return;
    }
    for (const struct item *item = file->root->first; item != NULL; item = item->next) {
        read_key(w, item, &out->languages[file->language].keys);
    }
}

static void check_known(struct walk *w, const struct texts_file *file, const struct map *english)
{
    assert(file->root != NULL); // without one there was an error, and nobody comes here
    for (const struct item *item = file->root->first; item != NULL; item = item->next) {
        if (map_find(english, item->key) == NULL) {
            diag_warning(w->d, item->key_at, "no text of the program has the key '%.*s'",
                SPAN_ARGS(item->key));
        }
    }
}

// What English has and the language, with all its files, has not; said at the last of these.
static void check_complete(struct walk *w, const struct texts_file *files, size_t count,
    const struct language *language, size_t number)
{
    struct map seen; // of English, in whatever number of files
    struct place at = {.line = 1};
    struct span first = SPAN("");
    size_t missing = 0;
    map_init(&seen, w->scratch);
    for (size_t i = 0; i < count; i++) {
        struct item *item = files[i].language == 0 ? files[i].root->first : NULL;
        for (; item != NULL; item = item->next) {
            bool lacks = map_find(&language->keys, item->key) == NULL &&
                         map_add(&seen, item->key, item) == NULL;
            first = lacks && missing == 0 ? item->key : first;
            missing += lacks;
        }
        at.file = files[i].language == number ? files[i].number : at.file;
    }
    if (missing != 0 && at.file != 0) {
        diag_warning(w->d, at,
            "language '%.*s' lacks %zu of the keys, '%.*s' first: English stands in",
            SPAN_ARGS(language->tag), missing, SPAN_ARGS(first));
    }
}

bool texts_load(struct arena *keep, const struct texts_source *sources, size_t count,
    struct diagnostics *d, struct translations *out)
{
    struct arena scratch;
    size_t errors = d->errors;
    arena_init(&scratch);
    struct walk w = {.keep = keep, .scratch = &scratch, .d = d};
    struct texts_file *files = arena_array(&scratch, count, sizeof *files);
    struct translations read = {arena_array(keep, LANGUAGES_MAX, sizeof *read.languages), 1};
    read.languages[0].tag = SPAN("en");
    map_init(&read.languages[0].keys, keep);
    for (size_t i = 0; i < count; i++) {
        read_source(&w, &sources[i], &read, &files[i]);
    }
    for (size_t i = 0; d->errors == errors && i < count; i++) {
        check_known(&w, &files[i], &read.languages[0].keys);
    }
    for (size_t i = 1; d->errors == errors && i < read.count; i++) {
        check_complete(&w, files, count, &read.languages[i], i);
    }
    arena_finish(&scratch);
    if (d->errors != errors) {
        return false;
    }
    *out = read;
    return true;
}
