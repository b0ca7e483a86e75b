// SPDX-License-Identifier: MIT
// arena: memory that is given out piece by piece and released whole. Floor: base.
// Two lives: growing (a snapshot, a loader) and fixed (a request: a block of constant size, emptied
// between requests; a full one is a bug and aborts). No function returns NULL: when memory is out
// the process says so and aborts. Pieces are aligned for any type. Not shared between threads while
// it grows.
#pragma once

#include "base/span.h"

struct arena_block;
struct arena_cleanup;

struct arena {
    struct arena_block *blocks;     // growing only
    struct arena_cleanup *cleanups; // run last-in first-out
    char *next;
    char *end;
    char *fixed;        // the fixed block, NULL when growing
    size_t total_bytes; // taken from the system
};

void arena_init(struct arena *a);
// `block` stays the caller's and must outlive the arena.
void arena_init_fixed(struct arena *a, void *block, size_t size_bytes);
// Runs the cleanups and gives all back; fine on a zeroed struct.
void arena_finish(struct arena *a);
// Fixed only: runs the cleanups and starts anew.
void arena_empty(struct arena *a);

// Not zeroed.
void *arena_alloc(struct arena *a, size_t size_bytes);
// Zeroed; aborts when the product overflows.
void *arena_array(struct arena *a, size_t count, size_t size_bytes);
struct span arena_copy(struct arena *a, struct span text);
struct span arena_lower(struct arena *a, struct span text); // a copy, A-Z as a-z
struct span arena_format(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
// False: `text` holds a NUL, which a C string would hide.
MUST_USE bool arena_to_c(struct arena *a, struct span text, const char **out);
// Calls release(object) when the arena is finished or emptied.
void arena_on_free(struct arena *a, void (*release)(void *), void *object);
