// SPDX-License-Identifier: MIT
#include "verbs/fresh_folder.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NAMES_TRIED_MAX = 100, // of folders left by runs that were killed
    DESCRIPTORS_MAX = 16,  // while a folder is removed
};

static bool fail(struct arena *a, struct span *error, const char *path, const char *what)
{
    *error = arena_format(a, "%s: %s", path, what);
    return false;
}

static bool fail_by_errno(struct arena *a, struct span *error, const char *path)
{
    return fail(a, error, path, strerror(errno));
}

// A folder that cannot be read counts as one with something in it.
static bool is_empty(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return false;
    }
    size_t count = 0;
    while (count <= 2 && readdir(folder) != NULL) { // two: "." and ".."
        count++;
    }
    closedir(folder);
    return count <= 2;
}

static bool has_mark(struct arena *a, const char *path, const char *mark, struct span head)
{
    char start[64];
    struct span name = arena_format(a, "%s/%s", path, mark);
    int fd = open(name.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || head.len > sizeof start) {
        return false;
    }
    ssize_t got = read(fd, start, head.len);
    close(fd);
    return got == (ssize_t)head.len && memcmp(start, head.ptr, head.len) == 0;
}

static bool make_beside(struct fresh_folder *f)
{
    for (unsigned i = 0; i < NAMES_TRIED_MAX; i++) {
        f->path = arena_format(f->arena, "%s.new-%ld-%u", f->target, (long)getpid(), i).ptr;
        if (mkdir(f->path, 0777) == 0) {
            return true;
        }
        if (errno != EEXIST) {
            return false;
        }
    }
    return false;
}

bool fresh_folder_begin(struct arena *a, const char *target, const char *mark, struct span head,
    struct fresh_folder *out, struct span *error)
{
    char resolved[PATH_MAX];
    struct fresh_folder f = {.arena = a, .target = target};
    struct span given = span_from_c(target);
    while (given.len > 1 && given.ptr[given.len - 1] == '/') {
        given.len--;
    }
    f.target = arena_format(a, "%.*s", SPAN_ARGS(given)).ptr;
    if (realpath(f.target, resolved) != NULL) {
        f.target = arena_format(a, "%s", resolved).ptr;
        f.replaces = true;
        if (!file_is_directory(f.target)) {
            return fail(a, error, target, "not a folder");
        }
        if (!is_empty(f.target) && !has_mark(a, f.target, mark, head)) {
            return fail(a, error, target,
                "holds files that 'export' did not write: name an empty folder, or a new one");
        }
    } else if (errno != ENOENT) {
        return fail_by_errno(a, error, target);
    }
    if (!make_beside(&f)) {
        return fail_by_errno(a, error, target);
    }
    f.fd = open(f.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat old;
    if (f.fd < 0 ||
        (f.replaces && (stat(f.target, &old) != 0 || fchmod(f.fd, old.st_mode & ALLPERMS) != 0))) {
        return fail_by_errno(a, error, f.path);
    }
    *out = f;
    return true;
}

static bool make_folders(const struct fresh_folder *f, const char *name)
{
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof path && name[i] != '\0'; i++) {
        if (name[i] == '/') {
            memcpy(path, name, i);
            path[i] = '\0';
            if (mkdirat(f->fd, path, 0777) != 0 && errno != EEXIST) {
                return false;
            }
        }
    }
    return true;
}

static bool write_all(int fd, struct span content)
{
    while (content.len != 0) {
        ssize_t written = write(fd, content.ptr, content.len);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        content = span_from(content, written < 0 ? 0 : (size_t)written);
    }
    return true;
}

bool fresh_folder_write(
    struct fresh_folder *f, const char *name, struct span content, struct span *error)
{
    int fd = -1;
    if (make_folders(f, name)) {
        fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    bool written = fd >= 0 && write_all(fd, content);
    written = (fd < 0 || close(fd) == 0) && written;
    return written || fail_by_errno(f->arena, error, name);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

static void remove_whole(const char *path)
{
    nftw(path, remove_one, DESCRIPTORS_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

// Where the file system cannot exchange two names, there is no folder at all for an instant.
static bool exchange(const struct fresh_folder *f)
{
    if (renameat2(AT_FDCWD, f->path, AT_FDCWD, f->target, RENAME_EXCHANGE) == 0) {
        remove_whole(f->path); // the old one now
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
    const char *old = arena_format(f->arena, "%s.old", f->path).ptr;
    if (rename(f->target, old) != 0) {
        return false;
    }
    if (rename(f->path, f->target) != 0) {
        int number = errno;
        (void)!rename(old, f->target);
        errno = number;
        return false;
    }
    remove_whole(old);
    return true;
}

bool fresh_folder_swap(struct fresh_folder *f, struct span *error)
{
    // Else a power failure could leave the new names without their contents.
    bool done = syncfs(f->fd) == 0 && (f->replaces ? exchange(f) : rename(f->path, f->target) == 0);
    if (!done) {
        fail_by_errno(f->arena, error, f->target);
        fresh_folder_abandon(f);
        return false;
    }
    close(f->fd);
    return true;
}

void fresh_folder_abandon(struct fresh_folder *f)
{
    close(f->fd);
    remove_whole(f->path);
}
