// SPDX-License-Identifier: MIT
// privileges: giving up, for good, what only binding sockets needed. Floor: verbs.
// What is read from then on, at the start as at each reload, is read as an ordinary user reads it,
// also by root without --user: what could not be read again is found out at the start.
#pragma once

#include "base/span.h"

// Becomes the user, with its groups (NULL: stays who it is), without any capability, and with the
// kernel's word that no program gets more (no new privileges). To be called before there are
// threads; processes forked later are as poor. EX_OK; else the exit code, and *why is for people,
// static: EX_USAGE (no such user), EX_NOPERM, EX_OSERR.
MUST_USE int privileges_drop(const char *user, const char **why);

// Whether nothing is left of them: by what the kernel says, since something around this process may
// have kept it from giving them up.
bool privileges_are_gone(void);
