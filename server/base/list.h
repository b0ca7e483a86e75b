// SPDX-License-Identifier: MIT
// list: an array that knows its length. Floor: base; pure.
#pragma once

#include <stddef.h>

struct list {
    void *ptr; // items; their type stands where the list is declared
    size_t len;
};
