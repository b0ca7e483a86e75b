// SPDX-License-Identifier: MIT
// scratch: a folder of a test's own, and short ways to fill it. For cmocka tests.
#pragma once

#include "span_assert.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Setup: makes the folder and goes there. Teardown: removes it with what is in it.
static inline int scratch_make(void **state)
{
    char *path = strdup("/tmp/autoconfigd-test-XXXXXX");
    *state = path;
    return path == NULL || mkdtemp(path) == NULL || chdir(path) != 0 ? -1 : 0;
}

static inline void scratch_empty(const char *path, int depth)
{
    DIR *directory = opendir(path);
    assert_non_null(directory);
    assert_true(depth < 8);
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        char name[4096];
        struct stat info;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (lstat(name, &info) == 0 && S_ISDIR(info.st_mode)) {
            scratch_empty(name, depth + 1);
            rmdir(name);
        } else {
            unlink(name);
        }
    }
    closedir(directory);
}

static inline int scratch_remove(void **state)
{
    char *path = *state;
    scratch_empty(path, 0);
    int result = chdir("/") != 0 || rmdir(path) != 0 ? -1 : 0;
    free(path);
    return result;
}

static inline void scratch_write(const char *path, struct span content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content.ptr, content.len), content.len);
    close(fd);
}
