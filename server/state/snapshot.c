// SPDX-License-Identifier: MIT
#include "state/snapshot.h"

#include <assert.h>

void snapshot_slot_init(struct snapshot_slot *slot)
{
    *slot = (struct snapshot_slot){.current = NULL};
    int failed = pthread_mutex_init(&slot->lock, NULL);
    assert(failed == 0);
}

void snapshot_slot_finish(struct snapshot_slot *slot)
{
    snapshot_free(slot->current);
    pthread_mutex_destroy(&slot->lock);
    *slot = (struct snapshot_slot){.current = NULL};
}

const struct snapshot *snapshot_take(struct snapshot_slot *slot)
{
    pthread_mutex_lock(&slot->lock);
    struct snapshot *now = slot->current;
    now->readers++;
    pthread_mutex_unlock(&slot->lock);
    return now;
}

void snapshot_drop(struct snapshot_slot *slot, const struct snapshot *s)
{
    // Only the count is written, under the lock; the configuration itself stays as it was built.
    struct snapshot *mine = (struct snapshot *)(uintptr_t)s;
    pthread_mutex_lock(&slot->lock);
    assert(mine->readers > 0);
    mine->readers--;
    bool last = mine->readers == 0 && mine != slot->current;
    pthread_mutex_unlock(&slot->lock);
    if (last) {
        snapshot_free(mine);
    }
}

void snapshot_swap(struct snapshot_slot *slot, struct snapshot *next)
{
    pthread_mutex_lock(&slot->lock);
    struct snapshot *old = slot->current;
    next->generation = old == NULL ? 1 : old->generation + 1;
    slot->current = next;
    bool unread = old != NULL && old->readers == 0;
    pthread_mutex_unlock(&slot->lock);
    if (unread) {
        snapshot_free(old);
    }
}

void snapshot_free(struct snapshot *s)
{
    if (s != NULL) {
        struct arena all = s->arena; // `s` itself lies in it
        arena_finish(&all);
    }
}
