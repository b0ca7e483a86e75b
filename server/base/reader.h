// SPDX-License-Identifier: MIT
// reader: where loaders get their files from: the disk, or memory in tests and fuzzing. Floor:
// base.
#pragma once

#include "base/file.h"

struct reader {
    void *context;
    // As file_read(). Each call tells the owner which file the result depends on, missing ones too.
    enum file_error (*read)(
        void *context, struct arena *a, const char *path, size_t max_bytes, struct span *content);
    // As file_glob().
    size_t (*glob)(void *context, struct arena *a, const char *pattern, const char ***paths);
};
