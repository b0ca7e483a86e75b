// SPDX-License-Identifier: MIT
// embedded: the files of templates/, put into the program when it is built (embed.cmake).
// Floor: config (template); pure.
#pragma once

#include "base/span.h"

struct embedded_file {
    const char *name; // "autoconfig.xml", "text/en.yaml"
    const char *bytes;
    size_t len;
};

extern const struct embedded_file embedded_files[]; // sorted by name
extern const size_t embedded_count;

// False: there is no such file. *text is static.
MUST_USE bool embedded_find(struct span name, struct span *text);
