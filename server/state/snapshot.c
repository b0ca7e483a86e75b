// SPDX-License-Identifier: MIT
#include "state/snapshot.h"

static void release(void *snapshot)
{
    snapshot_free(snapshot);
}

void snapshot_slot_init(struct slot *slot)
{
    slot_init(slot, release);
}

void snapshot_swap(struct slot *slot, struct snapshot *next)
{
    const struct snapshot *old = slot->current;
    next->generation = old == NULL ? 1 : old->generation + 1;
    slot_swap(slot, next);
}

void snapshot_free(struct snapshot *s)
{
    if (s != NULL) {
        struct arena all = s->arena; // `s` itself lies in it
        arena_finish(&all);
    }
}
