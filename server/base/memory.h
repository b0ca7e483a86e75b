// SPDX-License-Identifier: MIT
// memory: the system's allocator, which only base/ may call. Floor: base.
// No function returns NULL: when memory is out the process says so and aborts.
#pragma once

#include <stddef.h>

void *memory_take(size_t size_bytes);
void *memory_resize(void *old, size_t size_bytes);
void memory_give_back(void *old); // NULL is fine
