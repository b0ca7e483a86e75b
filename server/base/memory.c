// SPDX-License-Identifier: MIT
#include "base/memory.h"

#include <stdlib.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void)
{
    // No formatting: that may want memory, too.
    static const char text[] = "autoconfigd: out of memory\n";
    (void)!write(STDERR_FILENO, text, sizeof(text) - 1);
    abort();
}

void *memory_take(size_t size_bytes)
{
    void *taken = malloc(size_bytes == 0 ? 1 : size_bytes);
    if (taken == NULL) {
        out_of_memory();
    }
    return taken;
}

void *memory_resize(void *old, size_t size_bytes)
{
    void *taken = realloc(old, size_bytes == 0 ? 1 : size_bytes);
    if (taken == NULL) {
        out_of_memory();
    }
    return taken;
}

void memory_give_back(void *old)
{
    free(old);
}
