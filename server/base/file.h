// SPDX-License-Identifier: MIT
// file: reading whole files, and finding them by a pattern. Floor: base.
#pragma once

#include "base/arena.h"

enum file_error {
    FILE_OK,
    FILE_MISSING,   // no such file, or a directory on the way is none
    FILE_FORBIDDEN, // no permission
    FILE_CONFINED,  // by its permissions it could be read, but a sandbox does not let it be
    FILE_NOT_FILE,  // a directory, FIFO, socket or device
    FILE_TOO_LARGE,
    FILE_UNREADABLE, // anything else: input/output error, symlink loop
};

// What to tell the user ("no such file"), static.
const char *file_error_text(enum file_error error);

// Reads a regular file of at most `max_bytes`; never waits on a FIFO. On success *content is in
// `a`.
enum file_error file_read(
    struct arena *a, const char *path, size_t max_bytes, struct span *content);

bool file_is_directory(const char *path);

// The names of directory entries that match `name` ('*' and '?' in its last component;
// "dir/*.yaml"), sorted bytewise, as NUL-ended paths in `a`. A pattern that matches nothing gives
// 0.
#define FILE_GLOB_FORBIDDEN SIZE_MAX // a folder on the way may not be read
size_t file_glob(struct arena *a, const char *pattern, const char ***paths);
bool file_is_glob(const char *pattern);
