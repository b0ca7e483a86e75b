// SPDX-License-Identifier: MIT
#include "state/reload.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/suggest.h"
#include "config/providers.h"
#include "config/texts.h"
#include "template/compile.h"
#include "template/embedded.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct span text_start = {"text/", 5};
static const struct span text_end = {".yaml", 5};

// A loading under way.
struct loading {
    const struct load_options *options;
    struct diagnostics *diagnostics;
    struct watch *watch; // may be NULL
    struct arena scratch;
    bool forbidden, confined; // something was
    struct map own;           // names of files of --templates that were read
    struct snapshot *snapshot;
};

// Watched before it is read, so that a change in between is not missed.
static enum file_error read_watched(
    void *context, struct arena *a, const char *path, size_t max_bytes, struct span *content)
{
    struct loading *loading = context;
    if (loading->watch != NULL) {
        watch_add(loading->watch, path);
    }
    enum file_error error = file_read(a, path, max_bytes, content);
    loading->forbidden = loading->forbidden || error == FILE_FORBIDDEN;
    loading->confined = loading->confined || error == FILE_CONFINED;
    return error;
}

static size_t glob_watched(void *context, struct arena *a, const char *pattern, const char ***paths)
{
    struct loading *loading = context;
    struct span directory;
    struct span name;
    const char *path = ".";
    bool there = !span_cut_last(span_from_c(pattern), '/', &directory, &name) ||
                 arena_to_c(a, directory, &path);
    if (loading->watch != NULL && there) {
        watch_add(loading->watch, path);
    }
    size_t count = file_glob(a, pattern, paths);
    if (count == FILE_GLOB_FORBIDDEN) {
        bool confined = access(path, R_OK) == 0; // which asks the permissions only
        loading->confined = loading->confined || confined;
        loading->forbidden = loading->forbidden || !confined;
    }
    return count;
}

static void add_hints(const struct loading *loading)
{
    const struct load_options *options = loading->options;
    if (loading->forbidden && options->forbidden_hint != NULL) {
        diag_note(loading->diagnostics, (struct place){0}, "%s", options->forbidden_hint);
    }
    if (loading->confined && options->confined_hint != NULL) {
        diag_note(loading->diagnostics, (struct place){0}, "%s", options->confined_hint);
    }
}

// An operator's own file of --templates. False: there is none, or it cannot be read, which is an
// error.
static bool read_own(
    struct loading *loading, struct span name, struct span *content, struct span *shown)
{
    const char *directory = loading->options->templates_dir;
    if (directory == NULL) {
        return false;
    }
    const char *path;
    *shown = arena_format(&loading->scratch, "%s/%.*s", directory, SPAN_ARGS(name));
    if (!arena_to_c(&loading->scratch, *shown, &path)) {
        return false;
    }
    enum file_error error =
        read_watched(loading, &loading->scratch, path, TEMPLATE_FILE_MAX_BYTES, content);
    if (error != FILE_OK && error != FILE_MISSING) {
        diag_error(loading->diagnostics, (struct place){0}, "%s: %s", path, file_error_text(error));
    }
    if (error == FILE_OK) {
        (void)map_add(&loading->own, arena_copy(&loading->scratch, name), loading);
    }
    return error == FILE_OK;
}

static bool find_template(
    void *context, struct arena *a, struct span name, struct span *text, struct span *shown)
{
    (void)a; // a built-in text is static, an operator's lives as long as the loading
    struct loading *loading = context;
    if (read_own(loading, name, text, shown)) {
        return true;
    }
    *shown = arena_format(&loading->scratch, "templates/%.*s", SPAN_ARGS(name));
    return embedded_find(name, text);
}

// "text/de.yaml" between "text/" and ".yaml" -> "de"; false for other names, deeper ones too.
static bool cut_between(struct span name, struct span start, struct span end, struct span *middle)
{
    if (!span_starts_with(name, start) || !span_ends_with(name, end) ||
        name.len < start.len + end.len) {
        return false;
    }
    *middle = span_until(span_from(name, start.len), name.len - start.len - end.len);
    return !span_has(*middle, '/');
}

// Keeps `names` sorted, and each but once.
static size_t add_name(struct span *names, size_t count, struct span name)
{
    size_t at = count;
    while (at > 0 && span_compare(names[at - 1], name) > 0) {
        at--;
    }
    if (at > 0 && span_equal(names[at - 1], name)) {
        return count;
    }
    memmove(&names[at + 1], &names[at], (count - at) * sizeof *names);
    names[at] = name;
    return count + 1;
}

// Built-in files and an operator's own.
static size_t list_templates(
    void *context, struct arena *a, struct span start, struct span end, const struct span **names)
{
    struct loading *loading = context;
    const char *directory = loading->options->templates_dir;
    const char *pattern = NULL;
    const char **paths = NULL;
    size_t own = 0;
    if (directory != NULL &&
        arena_to_c(a, arena_format(a, "%s/%.*s*%.*s", directory, SPAN_ARGS(start), SPAN_ARGS(end)),
            &pattern)) {
        own = glob_watched(loading, a, pattern, &paths);
    }
    if (own == FILE_GLOB_FORBIDDEN) {
        diag_error(loading->diagnostics, (struct place){0}, "%s: %s", pattern,
            file_error_text(FILE_FORBIDDEN));
        own = 0;
    }
    struct span *list = arena_array(a, embedded_count + own, sizeof *list);
    size_t count = 0;
    struct span middle;
    for (size_t i = 0; i < embedded_count; i++) {
        struct span name = span_from_c(embedded_files[i].name);
        if (cut_between(name, start, end, &middle)) {
            list[count++] = name;
        }
    }
    for (size_t i = 0; i < own; i++) {
        count = add_name(list, count, span_from(span_from_c(paths[i]), strlen(directory) + 1));
    }
    *names = list;
    return count;
}

// The built-in file of a language, then an operator's: of either there may be none.
static void add_texts(
    struct loading *loading, struct span name, struct texts_source *sources, size_t *count)
{
    struct span tag;
    struct span content;
    (void)!cut_between(name, text_start, text_end, &tag);
    if (embedded_find(name, &content)) {
        sources[(*count)++] = (struct texts_source){name, tag, content};
    }
    if (read_own(loading, name, &content, &name)) {
        sources[(*count)++] = (struct texts_source){name, tag, content};
    }
}

static bool load_texts(struct loading *loading)
{
    const struct span *names;
    size_t languages = list_templates(loading, &loading->scratch, text_start, text_end, &names);
    struct texts_source *sources = arena_array(&loading->scratch, 2 * languages, sizeof *sources);
    size_t count = 0;
    // English first: it is complete and stands in for what others lack.
    for (int english = 1; english >= 0; english--) {
        for (size_t i = 0; i < languages; i++) {
            if (span_equal(names[i], SPAN("text/en.yaml")) == (english == 1)) {
                add_texts(loading, names[i], sources, &count);
            }
        }
    }
    return texts_load(
        &loading->snapshot->arena, sources, count, loading->diagnostics, &loading->snapshot->texts);
}

// A folder that is not there is a mistake: its templates would silently be the built-in ones.
static bool check_templates_dir(const struct loading *loading)
{
    const char *directory = loading->options->templates_dir;
    if (directory == NULL || file_is_directory(directory)) {
        return true;
    }
    diag_error(
        loading->diagnostics, (struct place){0}, "%s: no such folder of templates", directory);
    return false;
}

// Warns of a file that looks like one that was to replace another, and that nobody asked for.
static void warn_unless_read(struct loading *loading, const char *path)
{
    struct span name = span_from(span_from_c(path), strlen(loading->options->templates_dir) + 1);
    struct suggestion near;
    if (map_find(&loading->own, name) != NULL || file_is_directory(path)) {
        return;
    }
    suggest_init(&near, name);
    for (size_t i = 0; i < embedded_count; i++) {
        struct span built_in = span_from_c(embedded_files[i].name);
        if (span_starts_with(name, built_in)) {
            return; // "autoconfig.xml~": a copy kept beside it
        }
        suggest_offer(&near, built_in);
    }
    if (near.best.len != 0) {
        struct span hint = suggest_hint(&loading->scratch, &near);
        diag_warning(loading->diagnostics, (struct place){0},
            "%s replaces no built-in template%.*s", path, SPAN_ARGS(hint));
    } else if (span_ends_with(name, SPAN(".xml")) || span_ends_with(name, SPAN(".yaml"))) {
        diag_warning(loading->diagnostics, (struct place){0},
            "%s replaces no built-in template, and none includes it", path);
    }
}

static void warn_of_unread(struct loading *loading)
{
    static const char *const depths[] = {"*", "*/*"};
    for (size_t i = 0; loading->options->templates_dir != NULL && i < COUNT_OF(depths); i++) {
        struct arena *a = &loading->scratch;
        struct span pattern = arena_format(a, "%s/%s", loading->options->templates_dir, depths[i]);
        const char *text;
        const char **paths;
        size_t count = arena_to_c(a, pattern, &text) ? file_glob(a, text, &paths) : 0;
        for (size_t k = 0; count != FILE_GLOB_FORBIDDEN && k < count; k++) {
            warn_unless_read(loading, paths[k]);
        }
    }
}

static bool load_templates(struct loading *loading)
{
    const struct load_options *options = loading->options;
    struct snapshot *s = loading->snapshot;
    const struct template_files files = {loading, find_template, list_templates};
    bool fine = true;
    s->programs = arena_array(&s->arena, options->template_count, sizeof *s->programs);
    for (size_t i = 0; i < options->template_count; i++) {
        s->programs[i] = template_compile(
            &s->arena, &options->templates[i], &files, &s->texts, loading->diagnostics);
        fine = s->programs[i] != NULL && fine;
    }
    return fine;
}

static struct snapshot *snapshot_new(void)
{
    struct arena arena;
    arena_init(&arena);
    struct snapshot *s = arena_array(&arena, 1, sizeof *s);
    s->arena = arena; // from here on only the copy inside is used
    return s;
}

// What is made of configuration, texts and templates.
static void complete(struct snapshot *s, const struct load_options *options)
{
    s->index = index_build(&s->arena, &s->configuration, options->lists);
    if (options->prepare != NULL) {
        options->prepare(s);
    }
}

struct snapshot *snapshot_load(const struct load_options *options, struct diagnostics *d,
    enum file_error *error, struct watch *watch)
{
    struct loading loading = {
        .options = options,
        .diagnostics = d,
        .watch = watch,
        .snapshot = snapshot_new(),
    };
    struct snapshot *s = loading.snapshot;
    const struct reader reader = {&loading, read_watched, glob_watched};
    arena_init(&loading.scratch);
    map_init(&loading.own, &loading.scratch);
    if (watch != NULL) {
        watch_clear(watch);
    }
    // One run tells all that is wrong, but templates cannot be judged without their texts.
    bool has_lists = options->lists != NULL && options->lists->count != 0;
    bool fine =
        providers_load(&s->arena, &reader, options->config, has_lists, d, &s->configuration, error);
    bool texts_fine = check_templates_dir(&loading) && load_texts(&loading);
    bool templates_fine = texts_fine && load_templates(&loading);
    if (templates_fine) {
        warn_of_unread(&loading);
    }
    fine = templates_fine && fine && d->errors == 0;
    if (options->sign.certificate != NULL) {
        s->signer = options->sign_load(&s->arena, &reader, &options->sign, (int64_t)time(NULL), d);
    }
    add_hints(&loading);
    arena_finish(&loading.scratch);
    if (!fine) {
        snapshot_free(s);
        return NULL;
    }
    complete(s, options);
    return s;
}

// A borrowed snapshot.
struct loan {
    struct slot *slot;
    const struct snapshot *snapshot;
};

static void give_back(void *loan)
{
    const struct loan *mine = loan;
    slot_drop(mine->slot, mine->snapshot);
}

struct snapshot *snapshot_relist(struct slot *slot, const struct load_options *options)
{
    const struct snapshot *now = slot_take(slot);
    const struct snapshot *base = now->base != NULL ? now->base : now; // never a chain of them
    slot_take_again(slot, base);
    slot_drop(slot, now);
    struct snapshot *s = snapshot_new();
    struct loan *loan = arena_array(&s->arena, 1, sizeof *loan);
    *loan = (struct loan){slot, base};
    arena_on_free(&s->arena, give_back, loan);
    s->base = base;
    s->configuration = base->configuration;
    s->texts = base->texts;
    s->programs = base->programs;
    s->signer = base->signer;
    complete(s, options);
    return s;
}

struct comparison {
    const struct index *other;
    size_t missing;
};

static void count_missing(void *context, struct span name, const struct hit *hit)
{
    struct comparison *c = context;
    struct hit found;
    // Wildcards cannot be looked up by themselves; whoever edits one sees it in the file.
    if (!hit_is_mx(hit->kind) && !span_starts_with(name, SPAN("*.")) &&
        !(index_find(c->other, name, &found) && found.kind == HIT_DOMAIN)) {
        c->missing++;
    }
}

struct snapshot_difference snapshot_compare(
    const struct snapshot *before, const struct snapshot *after)
{
    struct comparison removed = {.other = after->index};
    struct comparison added = {.other = before->index};
    index_walk(before->index, &removed, count_missing);
    index_walk(after->index, &added, count_missing);
    return (struct snapshot_difference){added.missing, removed.missing};
}
