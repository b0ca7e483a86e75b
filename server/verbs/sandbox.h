// SPDX-License-Identifier: MIT
// sandbox: what the daemon can still do once it serves: read files in a few folders, answer on
// sockets that are open, and little else. Floor: verbs. libseccomp's door. No capabilities and no
// new privileges (privileges.h, before); nothing is read elsewhere, and no file is written, created
// or executed (Landlock); no program is started, no socket opened, no process looked into (seccomp:
// what is not on the list fails with EPERM).
#pragma once

#include "verbs/folders.h"

// What is in force.
struct sandbox_state {
    bool privileges;  // there are none left
    int landlock_abi; // 0: none. Any will do: seccomp forbids nearly all that newer ones add
    bool seccomp;
};

// Closes it around this process and all threads it will start; cannot be undone. What the kernel
// does not have, or a container forbids, stays false or 0 in the result.
struct sandbox_state sandbox_enter(const struct folders *readable, const struct folders *removable);
