// SPDX-License-Identifier: MIT
// sandbox: what the daemon can still do once it serves: read files, answer on sockets that are
// open, and little else. Floor: verbs. libseccomp's door. No new privileges; no file is written,
// created or executed (landlock); no program is started, no socket opened, no process looked into
// (seccomp: what is not on the list fails with EPERM).
#pragma once

#include "base/span.h"

struct sandbox_state {
    bool landlock;
    bool seccomp;
};

// Closes it around this process and all threads it will start; cannot be undone. What the kernel
// does not have, or a container forbids, stays false in the result.
struct sandbox_state sandbox_enter(void);
