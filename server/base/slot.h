// SPDX-License-Identifier: MIT
// slot: a pointer that many threads read and one replaces. Floor: base.
// Whoever takes what it holds may read that to the end, whatever takes its place meanwhile; what
// was replaced goes with its last reader. Pointer and count change together, under the lock.
#pragma once

#include <pthread.h>
#include <stddef.h>

// What a slot can hold begins with this.
struct slotted {
    size_t readers;
};

struct slot {
    pthread_mutex_t lock;
    void *current; // NULL: nothing yet. Only who replaces it may read it without the lock.
    void (*release)(void *held);
};

void slot_init(struct slot *slot, void (*release)(void *held));
// Releases what it holds, which nobody reads any more.
void slot_finish(struct slot *slot);

// Borrow what it holds (NULL: nothing yet); give it back with slot_drop().
const void *slot_take(struct slot *slot);
// Borrow once more what is borrowed already.
void slot_take_again(struct slot *slot, const void *held);
void slot_drop(struct slot *slot, const void *held); // NULL is fine

// Puts `next`, which is the slot's from now on, in the place of what it held.
void slot_swap(struct slot *slot, void *next);
