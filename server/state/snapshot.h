// SPDX-License-Identifier: MIT
// snapshot: one loaded, checked, immutable configuration. Floor: state. All of it lies in one
// arena, built once, freed whole when its last reader leaves. Threads share it by a slot
// (base/slot.h): slot_take(), slot_drop().
#pragma once

#include "base/slot.h"
#include "catalog/index.h"
#include "template/draft.h"

struct signer; // what signs profiles: answers/sign.h knows what it is

struct snapshot {
    struct slotted slotted;
    struct arena arena;
    struct configuration configuration;
    const struct index *index;
    struct translations texts;
    const struct program **programs; // in the order of the template table it was built with
    const struct draft **drafts;     // answers rendered ahead, laid out by who prepares them
    const char *page_policy;         // the page's Content-Security-Policy, likewise; NULL: none
    const struct signer *signer;     // NULL: profiles are not signed
    uint64_t generation;             // 1, 2, … of this process
    const struct snapshot *base;     // whose configuration it serves by other lists; NULL: its own
};

void snapshot_slot_init(struct slot *slot);
// slot_swap(), and gives `next` its number.
void snapshot_swap(struct slot *slot, struct snapshot *next);

void snapshot_free(struct snapshot *s); // NULL is fine; for one that no slot owns
