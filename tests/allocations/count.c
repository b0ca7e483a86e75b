// SPDX-License-Identifier: MIT
// count: put before the C library (LD_PRELOAD), counts every allocation by the address of its
// caller, in a file shared with the test: ALLOCATION_COUNTS names it. test_allocations.py reads it.
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOTS = 1 << 14 };

struct slot {
    _Atomic uint64_t caller; // 0: free
    _Atomic uint64_t calls;
};

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static struct slot *slots; // NULL until the file is there

__attribute__((constructor)) static void open_counts(void)
{
    const char *path = getenv("ALLOCATION_COUNTS");
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, SLOTS * sizeof *slots) != 0) {
        abort();
    }
    void *shared = mmap(NULL, SLOTS * sizeof *slots, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED) {
        abort();
    }
    close(fd);
    slots = shared;
}

static void count(const void *caller)
{
    uint64_t address = (uint64_t)(uintptr_t)caller;
    for (size_t i = address % SLOTS; slots != NULL; i = (i + 1) % SLOTS) {
        uint64_t found = 0;
        if (atomic_compare_exchange_strong(&slots[i].caller, &found, address) || found == address) {
            atomic_fetch_add(&slots[i].calls, 1);
            return;
        }
    }
}

void *malloc(size_t size)
{
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t items, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_calloc(items, size);
}

void *realloc(void *old, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

// The C library's own would hide who wanted the copy.
char *strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    count(__builtin_return_address(0));
    char *copy = __libc_malloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    count(__builtin_return_address(0));
    *out = __libc_memalign(alignment, size);
    return *out == NULL ? 12 : 0; // ENOMEM
}
