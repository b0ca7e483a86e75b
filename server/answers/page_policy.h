// SPDX-License-Identifier: MIT
// page_policy: what a browser lets the page do: show its own style sheet and pictures, send its own
// forms, and nothing else. Floor: answers; pure.
// Source: Content Security Policy Level 3.
#pragma once

#include "base/arena.h"
#include "base/list.h"

// The value of Content-Security-Policy, in `a`; `styles` (struct span) are the texts of the page's
// style elements, each named by its hash.
const char *page_policy_make(struct arena *a, const struct list *styles);
