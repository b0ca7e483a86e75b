// SPDX-License-Identifier: MIT
// complete: what a shell proposes for the last word of a command line. Floor: base; pure.
// A proposal is a line: the word, a tab, what it means. ":files" and ":dirs" say that the shell
// shall propose names of those.
#pragma once

#include "base/options.h"

struct completion {
    struct span head;  // of the last word, what stays as it is: "--color="
    struct span typed; // the rest of it, which proposals begin with
    struct buffer *out;
};

enum complete_wish {
    COMPLETE_DONE,    // all was proposed that is known
    COMPLETE_VALUE,   // the value of an option, which its argument does not tell
    COMPLETE_OPERAND, // a word that is no option
};

// Proposes `word`, if it begins with what was typed.
void complete_offer(const struct completion *c, struct span word, struct span help);

// The options that `verb` takes, and their values. `words` are those behind the verb, one at least.
// *c is set but for `out`; COMPLETE_VALUE: *id is the option.
enum complete_wish complete_options(const struct option_table *table, unsigned verb,
    const char *const *words, size_t count, struct completion *c, size_t *id);
