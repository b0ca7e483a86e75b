// SPDX-License-Identifier: MIT
#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(ptr, len)   ASAN_POISON_MEMORY_REGION(ptr, len)
#define UNPOISON(ptr, len) ASAN_UNPOISON_MEMORY_REGION(ptr, len)
#else
#define POISON(ptr, len)   ((void)(ptr), (void)(len))
#define UNPOISON(ptr, len) ((void)(ptr), (void)(len))
#endif

enum {
    ALIGNMENT = alignof(max_align_t),
    BLOCK_FIRST_BYTES = 4 * 1024,
    BLOCK_MAX_BYTES = 1024 * 1024, // blocks double up to this, so that many pieces mean few blocks
};

struct arena_block {
    struct arena_block *older;
    size_t size_bytes; // of `bytes`
    alignas(max_align_t) char bytes[];
};

struct arena_cleanup {
    struct arena_cleanup *older;
    void (*release)(void *);
    void *object;
};

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

void arena_init_fixed(struct arena *a, void *block, size_t size_bytes)
{
    size_t skip = (ALIGNMENT - (uintptr_t)block % ALIGNMENT) % ALIGNMENT;
    assert(size_bytes > skip);
    *a = (struct arena){.fixed = (char *)block + skip, .next = (char *)block + skip};
    a->end = (char *)block + size_bytes;
    POISON(a->fixed, (size_t)(a->end - a->fixed));
}

static void run_cleanups(struct arena *a)
{
    while (a->cleanups != NULL) {
        struct arena_cleanup *now = a->cleanups;
        a->cleanups = now->older;
        now->release(now->object);
    }
}

void arena_finish(struct arena *a)
{
    run_cleanups(a);
    while (a->blocks != NULL) {
        struct arena_block *now = a->blocks;
        a->blocks = now->older;
        UNPOISON(now->bytes, now->size_bytes);
        memory_give_back(now);
    }
    if (a->fixed != NULL) {
        UNPOISON(a->fixed, (size_t)(a->end - a->fixed));
    }
    *a = (struct arena){0};
}

void arena_empty(struct arena *a)
{
    assert(a->fixed != NULL);
    run_cleanups(a);
    a->next = a->fixed;
    POISON(a->fixed, (size_t)(a->end - a->fixed));
}

static void add_block(struct arena *a, size_t needed_bytes)
{
    size_t size = a->blocks == NULL ? BLOCK_FIRST_BYTES : 2 * a->blocks->size_bytes;
    if (size > BLOCK_MAX_BYTES) {
        size = BLOCK_MAX_BYTES;
    }
    if (size < needed_bytes) {
        size = needed_bytes;
    }
    struct arena_block *block = memory_take(sizeof *block + size);
    block->older = a->blocks;
    block->size_bytes = size;
    a->blocks = block;
    a->next = block->bytes;
    a->end = block->bytes + size;
    a->total_bytes += sizeof *block + size;
    POISON(block->bytes, size);
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
    assert(size_bytes <= SIZE_MAX / 2);
    size_t rounded = (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded == 0) {
        rounded = ALIGNMENT; // so that two pieces never share an address
    }
    if (a->next == NULL || rounded > (size_t)(a->end - a->next)) {
        assert(a->fixed == NULL); // limits.h promises that a request's block is large enough
        add_block(a, rounded);
    }
    void *piece = a->next;
    a->next += rounded;
    UNPOISON(piece, size_bytes);
    return piece;
}

void *arena_array(struct arena *a, size_t count, size_t size_bytes)
{
    size_t total = 0;
    bool overflow = __builtin_mul_overflow(count, size_bytes, &total);
    assert(!overflow);
    void *items = arena_alloc(a, total);
    memset(items, 0, total);
    return items;
}

struct span arena_copy(struct arena *a, struct span text)
{
    if (text.len == 0) {
        return (struct span){"", 0};
    }
    char *copy = arena_alloc(a, text.len);
    memcpy(copy, text.ptr, text.len);
    return (struct span){copy, text.len};
}

struct span arena_lower(struct arena *a, struct span text)
{
    char *copy = arena_alloc(a, text.len);
    for (size_t i = 0; i < text.len; i++) {
        copy[i] = ascii_lower(text.ptr[i]);
    }
    return (struct span){copy, text.len};
}

struct span arena_format(struct arena *a, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(len >= 0);
    char *text = arena_alloc(a, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct span){text, (size_t)len};
}

bool arena_to_c(struct arena *a, struct span text, const char **out)
{
    if (span_has(text, '\0')) {
        return false;
    }
    char *copy = arena_alloc(a, text.len + 1);
    if (text.len != 0) {
        memcpy(copy, text.ptr, text.len);
    }
    copy[text.len] = '\0';
    *out = copy;
    return true;
}

void arena_on_free(struct arena *a, void (*release)(void *), void *object)
{
    struct arena_cleanup *cleanup = arena_alloc(a, sizeof *cleanup);
    *cleanup = (struct arena_cleanup){a->cleanups, release, object};
    a->cleanups = cleanup;
}
