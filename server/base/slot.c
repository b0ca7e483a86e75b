// SPDX-License-Identifier: MIT
#include "base/slot.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

void slot_init(struct slot *slot, void (*release)(void *held))
{
    *slot = (struct slot){.release = release};
    int failed = pthread_mutex_init(&slot->lock, NULL);
    assert(failed == 0);
}

void slot_finish(struct slot *slot)
{
    if (slot->current != NULL) {
        slot->release(slot->current);
    }
    pthread_mutex_destroy(&slot->lock);
    slot->current = NULL;
}

const void *slot_take(struct slot *slot)
{
    pthread_mutex_lock(&slot->lock);
    struct slotted *held = slot->current;
    if (held != NULL) {
        held->readers++;
    }
    pthread_mutex_unlock(&slot->lock);
    return held;
}

// Only the count is written, under the lock; the rest stays as it was made.
static struct slotted *counted(const void *held)
{
    return (struct slotted *)(uintptr_t)held;
}

void slot_take_again(struct slot *slot, const void *held)
{
    pthread_mutex_lock(&slot->lock);
    counted(held)->readers++;
    pthread_mutex_unlock(&slot->lock);
}

void slot_drop(struct slot *slot, const void *held)
{
    if (held == NULL) {
        return;
    }
    struct slotted *mine = counted(held);
    pthread_mutex_lock(&slot->lock);
    assert(mine->readers > 0);
    mine->readers--;
    bool last = mine->readers == 0 && mine != slot->current;
    pthread_mutex_unlock(&slot->lock);
    if (last) {
        slot->release(mine);
    }
}

void slot_swap(struct slot *slot, void *next)
{
    pthread_mutex_lock(&slot->lock);
    struct slotted *old = slot->current;
    slot->current = next;
    bool unread = old != NULL && old->readers == 0;
    pthread_mutex_unlock(&slot->lock);
    if (unread) {
        slot->release(old);
    }
}
