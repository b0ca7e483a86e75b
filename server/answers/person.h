// SPDX-License-Identifier: MIT
// person: a person's name, as a request tells it. Floor: answers; pure.
#pragma once

#include "base/arena.h"

// Fit to stand in an account: bytes that are no UTF-8, control characters and those that turn the
// reading order are gone, and so are blanks at both ends. A tab is kept inside where `keep_tabs`.
struct span person_clean(struct arena *a, struct span name, bool keep_tabs);
