// SPDX-License-Identifier: MIT
#include "base/watch.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct watched {
    const char *path;
    uint64_t signature;
    int own;    // inotify's number of the file or directory itself; -1: none
    int parent; // of the directory that its name stands in
    struct span name;
    bool is_directory;
    bool written; // begun, and not ended yet
    struct watched *next;
};

struct watch {
    int fd;
    struct arena arena; // of the list
    struct watched *files;
};

struct watch *watch_new(void)
{
    struct watch *w = memory_take(sizeof *w);
    *w = (struct watch){.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    arena_init(&w->arena);
    return w;
}

void watch_free(struct watch *w)
{
    if (w == NULL) {
        return;
    }
    if (w->fd >= 0) {
        close(w->fd);
    }
    arena_finish(&w->arena);
    memory_give_back(w);
}

void watch_clear(struct watch *w)
{
    arena_finish(&w->arena);
    arena_init(&w->arena);
    w->files = NULL;
}

// What changes when a file is written or replaced, as one number.
static uint64_t hash_of_stat(const struct stat *info)
{
    const uint64_t parts[] = {(uint64_t)info->st_dev, (uint64_t)info->st_ino,
        (uint64_t)info->st_size, (uint64_t)info->st_mtim.tv_sec, (uint64_t)info->st_mtim.tv_nsec,
        (uint64_t)info->st_ctim.tv_sec, (uint64_t)info->st_ctim.tv_nsec, info->st_mode};
    return hash_bytes((struct span){(const char *)parts, sizeof parts});
}

// A sum, since the order of entries means nothing.
static uint64_t hash_of_entries(const char *path)
{
    uint64_t sum = 0;
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return 0;
    }
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        struct stat info;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            fstatat(dirfd(directory), entry->d_name, &info, 0) == 0) {
            sum += hash_bytes(span_from_c(entry->d_name)) ^ hash_of_stat(&info);
        }
    }
    closedir(directory);
    return sum;
}

static uint64_t signature_of(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return 0;
    }
    // A directory's own times say nothing of its files' contents, and change with files that are
    // not ours: its entries count.
    return S_ISDIR(info.st_mode) ? 1 + hash_of_entries(path) : hash_of_stat(&info);
}

enum {
    COME_AND_GO = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_ATTRIB,
    GONE = IN_DELETE_SELF | IN_MOVE_SELF,
};

// -1: no watches left, or nothing there; what changes is found out by looking.
static int listen(const struct watch *w, const char *path, uint32_t events)
{
    return w->fd < 0 ? -1 : inotify_add_watch(w->fd, path, events | IN_MASK_ADD);
}

// To the directory that holds the first `len` bytes of `path`.
static int listen_to_parent(const struct watch *w, const char *path, size_t len)
{
    char directory[PATH_MAX];
    while (len > 0 && path[len - 1] != '/') {
        len--;
    }
    if (len == 0) {
        return listen(w, ".", COME_AND_GO);
    }
    if (len >= sizeof directory) {
        return -1;
    }
    memcpy(directory, path, len);
    directory[len] = '\0';
    return listen(w, directory, COME_AND_GO);
}

// Directories on the way to the file may be moved away, or be links that are swapped, in the
// directory that holds them, where one that is not there yet will come, too.
static void listen_on_the_way(const struct watch *w, const char *path)
{
    char part[PATH_MAX];
    struct stat info;
    for (size_t i = 0; i < sizeof part && path[i] != '\0'; i++) {
        if (i == 0 || path[i] != '/') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        bool is_there = lstat(part, &info) == 0;
        if (!is_there || S_ISLNK(info.st_mode)) {
            (void)listen_to_parent(w, path, i);
        }
        if (!is_there) {
            return;
        }
        (void)listen(w, part, GONE);
    }
}

// To all that can happen to it where it is now.
static void listen_to(const struct watch *w, struct watched *file)
{
    struct stat info;
    char real[PATH_MAX];
    file->is_directory = stat(file->path, &info) == 0 && S_ISDIR(info.st_mode);
    file->own =
        listen(w, file->path, file->is_directory ? COME_AND_GO : IN_MODIFY | IN_CLOSE_WRITE);
    file->parent = listen_to_parent(w, file->path, strlen(file->path));
    listen_on_the_way(w, file->path);
    if (realpath(file->path, real) != NULL && strcmp(real, file->path) != 0) {
        (void)listen_to_parent(w, real, strlen(real));
        listen_on_the_way(w, real);
    }
}

void watch_add(struct watch *w, const char *path)
{
    struct watched *file = arena_alloc(&w->arena, sizeof *file);
    struct span kept = arena_copy(&w->arena, (struct span){path, strlen(path) + 1});
    struct span name = span_from_c(kept.ptr);
    struct span directory;
    (void)!span_cut_last(name, '/', &directory, &name);
    *file = (struct watched){.path = kept.ptr, .name = name, .next = w->files};
    listen_to(w, file);
    file->signature = signature_of(path);
    w->files = file;
}

void watch_each(const struct watch *w, void *context, void (*tell)(void *context, const char *path))
{
    for (const struct watched *file = w->files; file != NULL; file = file->next) {
        tell(context, file->path);
    }
}

// Nobody has to close a link, or another name of a file that is there already.
static bool is_made_to_be_written(const struct watched *file, struct span name)
{
    char path[PATH_MAX];
    struct stat info;
    int len = file->is_directory
                  ? snprintf(path, sizeof path, "%s/%.*s", file->path, SPAN_ARGS(name))
                  : snprintf(path, sizeof path, "%s", file->path);
    return len > 0 && (size_t)len < sizeof path && lstat(path, &info) == 0 &&
           S_ISREG(info.st_mode) && info.st_nlink == 1;
}

static void note(struct watched *file, uint32_t events, struct span name)
{
    if ((events & (IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM)) != 0) {
        file->written = false;
    } else if ((events & IN_MODIFY) != 0 ||
               ((events & IN_CREATE) != 0 && is_made_to_be_written(file, name))) {
        file->written = true;
    }
}

// A directory's hidden entries are editors' notes to themselves.
static void take_event(const struct watch *w, const struct inotify_event *event)
{
    struct span name = event->len != 0 ? span_from_c(event->name) : SPAN("");
    for (struct watched *file = w->files; file != NULL; file = file->next) {
        bool inside = file->own == event->wd && !span_starts_with(name, SPAN("."));
        bool itself = file->parent == event->wd && span_equal(file->name, name);
        if (event->wd >= 0 && (inside || itself)) {
            note(file, event->mask, name);
        }
    }
}

static void take_events(const struct watch *w)
{
    _Alignas(struct inotify_event) char events[4096];
    for (;;) {
        ssize_t got = w->fd < 0 ? 0 : read(w->fd, events, sizeof events);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return;
        }
        for (size_t at = 0; at < (size_t)got;) {
            const struct inotify_event *event = (const void *)(events + at);
            take_event(w, event);
            at += sizeof *event + event->len;
        }
    }
}

int watch_fd(const struct watch *w)
{
    return w->fd;
}

bool watch_changed(struct watch *w)
{
    bool changed = false;
    take_events(w);
    for (struct watched *file = w->files; file != NULL; file = file->next) {
        uint64_t now = signature_of(file->path);
        if (now == 0 || now != file->signature) {
            listen_to(
                w, file); // another file of that name, or a directory on the way, may have come
            now = signature_of(file->path);
        }
        changed = changed || now != file->signature;
        file->signature = now;
    }
    return changed;
}

bool watch_written(const struct watch *w)
{
    for (const struct watched *file = w->files; file != NULL; file = file->next) {
        if (file->written) {
            return true;
        }
    }
    return false;
}
