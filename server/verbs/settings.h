// SPDX-License-Identifier: MIT
// settings: what a person would type in by hand, as a table or JSON. Floor: verbs.
#pragma once

#include "state/snapshot.h"

// For an address, or a domain (then logins keep their placeholders). Prints; returns the exit code.
int settings_print(struct arena *a, const struct snapshot *s, struct span who, bool json);
