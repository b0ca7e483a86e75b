// SPDX-License-Identifier: MIT
// landlock: what the kernel lets this process do with files, by path. Floor: verbs. The only one
// that knows linux/landlock.h, and what headers older than the kernel leave out of it.
#pragma once

#include "verbs/folders.h"

// What a ruleset forbids wherever no rule of it allows, as the kernel's bits, laid out as its
// struct landlock_ruleset_attr.
struct landlock_rights {
    uint64_t files;
    uint64_t network; // TCP: from ABI 4
    uint64_t scopes;  // from ABI 6
};

// 0: the kernel has no Landlock, or what started the process keeps it from asking.
int landlock_abi(void);

// All that a kernel of this ABI can forbid and the daemon does not need; never a bit that it does
// not know, which would make it refuse the whole. Pure.
struct landlock_rights landlock_rights_of(int abi);

// From now on this thread, and those that it starts, read files in the ones, remove files in the
// others, and do nothing else with files: no writing, making, executing. Needs no_new_privs. Cannot
// be undone. False: it is not confined.
MUST_USE bool landlock_enter(
    int abi, const struct folders *readable, const struct folders *removable);
