// SPDX-License-Identifier: MIT
#include "verbs/folders.h"

#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FOLDERS_FIRST = 8,
    LINKS_MAX = 40, // as the kernel follows
};

void folders_init(struct folders *f, struct arena *a)
{
    *f = (struct folders){.arena = a};
}

static bool lies_in(const char *path, const char *folder)
{
    struct span above = span_from_c(folder);
    struct span text = span_from_c(path);
    return span_starts_with(text, above) &&
           (text.len == above.len || text.ptr[above.len] == '/' || span_equal(above, SPAN("/")));
}

static const char *to_c(struct folders *f, struct span text)
{
    const char *path = "";
    (void)!arena_to_c(f->arena, text, &path); // no NUL: it is made of C strings
    return path;
}

static void append(struct folders *f, const char *folder)
{
    if (f->count == f->room) {
        f->room = f->room == 0 ? FOLDERS_FIRST : 2 * f->room;
        const char **larger = arena_array(f->arena, f->room, sizeof *larger);
        for (size_t i = 0; i < f->count; i++) {
            larger[i] = f->paths[i];
        }
        f->paths = larger;
    }
    f->paths[f->count++] = folder;
}

// Empty: where we are. Nothing is kept of what is not there.
static void keep(struct folders *f, struct span folder, bool root_too)
{
    char real[PATH_MAX];
    if (realpath(folder.len == 0 ? "." : to_c(f, folder), real) == NULL ||
        (!root_too && strcmp(real, "/") == 0)) {
        return;
    }
    for (size_t i = 0; i < f->count; i++) {
        if (lies_in(real, f->paths[i])) {
            return;
        }
    }
    size_t outside = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (!lies_in(f->paths[i], real)) {
            f->paths[outside++] = f->paths[i];
        }
    }
    f->count = outside;
    append(f, to_c(f, arena_copy(f->arena, span_from_c(real))));
}

// With its '/', so that "/providers.yaml" stands in "/"; empty: where we are.
static struct span folder_of(struct span path)
{
    struct span folder;
    struct span name;
    return span_cut_last(path, '/', &folder, &name) ? span_until(path, folder.len + 1) : SPAN("");
}

// The first link on the way. False: there is none.
static bool find_link(
    struct folders *f, struct span path, struct span *link, struct span *rest, struct span *target)
{
    char memory[PATH_MAX];
    for (size_t i = 1; i <= path.len; i++) {
        ssize_t len = -1;
        if (i == path.len || path.ptr[i] == '/') {
            len = readlink(to_c(f, span_until(path, i)), memory, sizeof memory);
        }
        if (len > 0) {
            *link = span_until(path, i);
            *rest = span_from(path, i);
            *target = arena_copy(f->arena, (struct span){memory, (size_t)len});
            return true;
        }
    }
    return false;
}

// The same place, without links as far as it is there; the folders of their targets are kept.
static struct span follow(struct folders *f, struct span path)
{
    struct span link;
    struct span rest;
    struct span target;
    for (int i = 0; i < LINKS_MAX && find_link(f, path, &link, &rest, &target); i++) {
        bool is_absolute = span_starts_with(target, SPAN("/"));
        path = arena_format(f->arena, "%.*s%.*s",
            SPAN_ARGS(is_absolute ? SPAN("") : folder_of(link)), SPAN_ARGS(target));
        keep(f, folder_of(path), false);
        path = arena_format(f->arena, "%.*s%.*s", SPAN_ARGS(path), SPAN_ARGS(rest));
    }
    return path;
}

static bool is_there(struct folders *f, struct span path)
{
    return access(to_c(f, path), F_OK) == 0;
}

void folders_add(struct folders *f, const char *path)
{
    bool is_folder = file_is_directory(path);
    if (!is_folder) {
        keep(f, folder_of(span_from_c(path)), false); // a link may become a file
    }
    struct span place = follow(f, span_from_c(path));
    bool is_file = !is_folder && is_there(f, place);
    place = is_folder ? place : folder_of(place);
    while (place.len != 0 && !is_there(f, place)) {
        place = folder_of(span_until(place, place.len - 1));
    }
    keep(f, place, is_file);
}

void folders_add_around(struct folders *f, const char *path)
{
    folders_add(f, path);
    keep(f, arena_format(f->arena, "%s/..", path), false);
}

void folders_print(const struct folders *f, struct buffer *out)
{
    for (size_t i = 0; i < f->count; i++) {
        buffer_add_c(out, i == 0 ? "" : ", ");
        buffer_add_c(out, f->paths[i]);
    }
}
