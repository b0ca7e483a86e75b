// SPDX-License-Identifier: MIT
// scratch: a folder of a test's own, and short ways to fill it. For cmocka tests.
#pragma once

#include "span_assert.h"

#include <fcntl.h>
#include <ftw.h>
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

static inline int scratch_remove_one(
    const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static inline int scratch_remove(void **state)
{
    char *path = *state;
    int result = chdir("/") != 0 ? -1 : nftw(path, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
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

// A row of a table of tests: one that runs in such a folder.
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)
