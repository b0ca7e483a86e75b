// SPDX-License-Identifier: MIT
#include "base/watch.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct watched {
    const char *path;
    uint64_t signature;
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

// A failure (no watches left) is found out by looking.
static void watch_directory(const struct watch *w, const char *path)
{
    if (w->fd >= 0) {
        (void)inotify_add_watch(w->fd, path,
            IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ATTRIB);
    }
}

// The directory that holds the first `len` bytes of `path`.
static void watch_parent(const struct watch *w, const char *path, size_t len)
{
    char directory[PATH_MAX];
    while (len > 0 && path[len - 1] != '/') {
        len--;
    }
    if (len == 0) {
        watch_directory(w, ".");
    } else if (len < sizeof directory) {
        memcpy(directory, path, len);
        directory[len] = '\0';
        watch_directory(w, directory);
    }
}

// A link on the path is swapped in the directory that holds it.
static void watch_links(const struct watch *w, const char *path)
{
    char link[PATH_MAX];
    struct stat info;
    for (size_t i = 0; i < sizeof link && path[i] != '\0'; i++) {
        if (i == 0 || path[i] != '/') {
            continue;
        }
        memcpy(link, path, i);
        link[i] = '\0';
        if (lstat(link, &info) == 0 && S_ISLNK(info.st_mode)) {
            watch_parent(w, path, i);
        }
    }
}

void watch_add(struct watch *w, const char *path)
{
    struct stat info;
    char real[PATH_MAX];
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        watch_directory(w, path);
    }
    watch_parent(w, path, strlen(path));
    watch_links(w, path);
    if (realpath(path, real) != NULL) {
        watch_parent(w, real, strlen(real));
    }
    struct watched *file = arena_alloc(&w->arena, sizeof *file);
    struct span kept = arena_copy(&w->arena, (struct span){path, strlen(path) + 1});
    *file = (struct watched){kept.ptr, signature_of(path), w->files};
    w->files = file;
}

int watch_fd(const struct watch *w)
{
    return w->fd;
}

bool watch_changed(struct watch *w)
{
    char events[4096];
    ssize_t got;
    do { // which event it was does not matter: the signatures tell
        got = w->fd < 0 ? 0 : read(w->fd, events, sizeof events);
    } while (got > 0 || (got < 0 && errno == EINTR));
    bool changed = false;
    for (struct watched *file = w->files; file != NULL; file = file->next) {
        uint64_t now = signature_of(file->path);
        changed = changed || now != file->signature;
        file->signature = now;
    }
    return changed;
}
