// SPDX-License-Identifier: MIT
// privileges: becoming an ordinary user after the sockets are bound (--user). Floor: verbs.
#pragma once

#include "base/span.h"

// Switches to the user for good, with its groups. EX_OK; else the exit code, and *why is for
// people, static: EX_USAGE (no such user), EX_NOPERM, EX_OSERR.
MUST_USE int privileges_drop(const char *user, const char **why);
