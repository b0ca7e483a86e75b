// SPDX-License-Identifier: MIT
// texts: the program's translations, from templates/text/LANG.yaml. Floor: config; pure.
// A file is a map of key to text; keys are dotted words. English comes first and is complete.
#pragma once

#include "base/diag.h"
#include "model/text.h"

// One file's content, of the language `tag`. Several files of one language: later keys replace
// earlier ones (an operator's own file after the built-in one).
struct texts_source {
    struct span name; // for messages
    struct span tag;
    struct span content;
};

// Sources in order. False: errors in `d`. A key that English lacks is a warning.
MUST_USE bool texts_load(struct arena *keep, const struct texts_source *sources, size_t count,
    struct diagnostics *d, struct translations *out);
