// SPDX-License-Identifier: MIT
#include "base/map.h"

#include "base/hash.h"

#include <assert.h>

struct map_slot {
    struct span key;
    void *value; // NULL: empty
    uint64_t hash;
};

enum { FIRST_CAPACITY = 16 };

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){.arena = a};
}

// The slot that holds `key`, or the empty one where it would go.
static struct map_slot *slot_for(const struct map *m, struct span key, uint64_t hash)
{
    size_t i = hash & (m->capacity - 1);
    while (m->slots[i].value != NULL &&
           (m->slots[i].hash != hash || !span_equal(m->slots[i].key, key))) {
        i = (i + 1) & (m->capacity - 1);
    }
    return &m->slots[i];
}

static void grow(struct map *m)
{
    struct map old = *m;
    m->capacity = old.capacity == 0 ? FIRST_CAPACITY : 2 * old.capacity;
    m->slots = arena_array(m->arena, m->capacity, sizeof *m->slots);
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].value != NULL) {
            *slot_for(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
        }
    }
}

void *map_find(const struct map *m, struct span key)
{
    return m->count == 0 ? NULL : slot_for(m, key, hash_bytes(key))->value;
}

void *map_add(struct map *m, struct span key, void *value)
{
    assert(value != NULL);
    if (m->count >= m->capacity / 4 * 3) {
        grow(m);
    }
    uint64_t hash = hash_bytes(key);
    struct map_slot *slot = slot_for(m, key, hash);
    if (slot->value != NULL) {
        return slot->value;
    }
    *slot = (struct map_slot){key, value, hash};
    m->count++;
    return NULL;
}

bool map_next(const struct map *m, size_t *at, struct span *key, void **value)
{
    for (; *at < m->capacity; (*at)++) {
        const struct map_slot *slot = &m->slots[*at];
        if (slot->value != NULL) {
            *key = slot->key;
            *value = slot->value;
            (*at)++;
            return true;
        }
    }
    return false;
}
