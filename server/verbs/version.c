// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

int verb_version(struct arena *a, const struct options *options)
{
    (void)options;
    return verb_print(arena_format(a, "autoconfigd %s\n", AUTOCONFIGD_VERSION));
}
