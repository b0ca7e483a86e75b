// SPDX-License-Identifier: MIT
// map: text -> pointer, growing, in an arena. Floor: base; pure.
// Keys are compared bytewise; they and the values must live as long as the arena.
#pragma once

#include "base/arena.h"

struct map_slot;

struct map {
    struct arena *arena;
    struct map_slot *slots;
    size_t capacity; // a power of two, or 0
    size_t count;
};

void map_init(struct map *m, struct arena *a);
// The value kept under `key`, NULL when there is none.
void *map_find(const struct map *m, struct span key);
// Keeps `value` (not NULL) under `key` unless there is one: then that one is returned and nothing
// changes. NULL: kept.
void *map_add(struct map *m, struct span key, void *value);
// The pairs one by one, in no order: *at is 0 before the first call. False: there are no more.
MUST_USE bool map_next(const struct map *m, size_t *at, struct span *key, void **value);
