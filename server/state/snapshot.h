// SPDX-License-Identifier: MIT
// snapshot: one loaded, checked, immutable configuration, and the slot that shares it. Floor:
// state. All of it lies in one arena, built once, freed whole when its last reader leaves. Only the
// slot is shared between threads.
#pragma once

#include <pthread.h>

#include "catalog/index.h"
#include "template/draft.h"

struct signer; // what signs profiles: answers/sign.h knows what it is

struct snapshot {
    struct arena arena;
    struct configuration configuration;
    const struct index *index;
    struct translations texts;
    const struct program **programs; // in the order of the template table it was built with
    const struct draft **drafts;     // answers rendered ahead, laid out by who prepares them
    const char *page_policy;         // the page's Content-Security-Policy, likewise; NULL: none
    const struct signer *signer;     // NULL: profiles are not signed
    uint64_t generation;             // 1, 2, … of this process
    size_t readers;                  // guarded by the slot's lock
};

struct snapshot_slot {
    pthread_mutex_t lock;
    struct snapshot *current; // never NULL once the first is set
};

void snapshot_slot_init(struct snapshot_slot *slot);
void snapshot_slot_finish(struct snapshot_slot *slot);

// Borrow the current one; give it back with snapshot_drop().
const struct snapshot *snapshot_take(struct snapshot_slot *slot);
void snapshot_drop(struct snapshot_slot *slot, const struct snapshot *s);

// Puts `next` in force; the slot owns it from now on. The old one goes with its last reader.
void snapshot_swap(struct snapshot_slot *slot, struct snapshot *next);

void snapshot_free(struct snapshot *s); // NULL is fine; for one that no slot owns
