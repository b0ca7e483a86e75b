// SPDX-License-Identifier: MIT
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *file_error_text(enum file_error error)
{
    switch (error) {
    case FILE_OK:
        return "no error";
    case FILE_MISSING:
        return "no such file";
    case FILE_FORBIDDEN:
        return "no permission to read it";
    case FILE_CONFINED:
        return "outside of what the sandbox lets be read until a restart";
    case FILE_NOT_FILE:
        return "not a regular file";
    case FILE_TOO_LARGE:
        return "too large";
    case FILE_UNREADABLE:
        return "cannot be read";
    }
    return "";
}

// access() asks the permissions only.
static enum file_error error_from_errno(int number, const char *path)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return FILE_MISSING;
    case EACCES:
    case EPERM:
        return access(path, R_OK) == 0 ? FILE_CONFINED : FILE_FORBIDDEN;
    default:
        return FILE_UNREADABLE;
    }
}

// Reads to the end; the file may shrink or grow meanwhile.
static enum file_error read_all(
    struct arena *a, int fd, size_t expected, size_t max_bytes, struct span *content)
{
    size_t capacity = expected + 1; // one more, so that the end is seen without growing
    char *bytes = arena_alloc(a, capacity);
    size_t len = 0;
    for (;;) {
        ssize_t got = read(fd, bytes + len, capacity - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return FILE_UNREADABLE;
        }
        if (got == 0) {
            *content = (struct span){bytes, len};
            return FILE_OK;
        }
        len += (size_t)got;
        if (len > max_bytes) {
            return FILE_TOO_LARGE;
        }
        if (len == capacity) {
            char *larger = arena_alloc(a, 2 * capacity);
            memcpy(larger, bytes, len);
            bytes = larger;
            capacity *= 2;
        }
    }
}

enum file_error file_read(struct arena *a, const char *path, size_t max_bytes, struct span *content)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        return error_from_errno(errno, path);
    }
    struct stat info;
    enum file_error error = FILE_OK;
    if (fstat(fd, &info) != 0) {
        error = FILE_UNREADABLE;
    } else if (!S_ISREG(info.st_mode)) {
        error = FILE_NOT_FILE;
    } else if ((uint64_t)info.st_size > max_bytes) {
        error = FILE_TOO_LARGE;
    } else {
        error = read_all(a, fd, (size_t)info.st_size, max_bytes, content);
    }
    close(fd);
    return error;
}

bool file_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool file_is_glob(const char *pattern)
{
    return strpbrk(pattern, "*?[") != NULL;
}

static int ends_glob(const char *path, int error)
{
    (void)path;
    return error == EACCES || error == EPERM; // else what lies there would silently be missing
}

// glob() sorts by the locale, which nobody set: bytewise.
size_t file_glob(struct arena *a, const char *pattern, const char ***paths)
{
    glob_t found = {0};
    *paths = NULL;
    size_t count = 0;
    int failed = glob(pattern, 0, ends_glob, &found);
    if (failed == GLOB_ABORTED) {
        count = FILE_GLOB_FORBIDDEN;
    } else if (failed == 0) {
        count = found.gl_pathc;
        *paths = arena_array(a, count, sizeof **paths);
        for (size_t i = 0; i < count; i++) {
            (*paths)[i] =
                arena_copy(a, (struct span){found.gl_pathv[i], strlen(found.gl_pathv[i]) + 1}).ptr;
        }
    }
    globfree(&found);
    return count;
}
