// SPDX-License-Identifier: MIT
// resolve: names of a template -> where their values lie. Floor: config (template); pure.
// A name is first an open loop's variable, the innermost first, else a member of the root record.
#pragma once

#include "base/diag.h"
#include "base/suggest.h"
#include "template/program_body.h"

// What a name stands for.
struct reference {
    struct value value;
    enum field_kind kind;        // FIELD_INLINE: a struct that is always there
    const struct record *record; // the struct's, or the list's items'
    const struct word_set *set;  // of FIELD_WORD and FIELD_WORDS
};

struct variable {
    struct span name;
    bool known; // false: its loop is wrong, so nothing is said of its uses
    struct reference item;
};

struct known_set;

struct scope {
    struct arena *keep; // of the program
    const struct record *root;
    enum words_format words;
    struct known_set *sets; // those in use, as `words` says them
    struct variable variables[TEMPLATE_LOOPS_MAX];
    size_t count;
};

// A name that stands for nothing.
enum miss_kind {
    MISS_TOLD,   // its loop is wrong, as was told there
    MISS_NAME,   // `in` has no member `part`
    MISS_MEMBER, // a member of what has none
    MISS_LENGTH, // too many dots
};

struct miss {
    enum miss_kind kind;
    struct span part;
    const struct record *in;
    struct suggestion nearest;
};

void scope_init(
    struct scope *s, struct arena *keep, const struct record *root, enum words_format words);
MUST_USE bool scope_find(
    struct scope *s, struct span name, struct reference *out, struct miss *miss);
// As scope_find(), but a miss becomes an error at `at`.
MUST_USE bool scope_get(struct scope *s, struct span name, struct diagnostics *d, struct place at,
    struct reference *out);

// Opens a loop over `list`; NULL: over something that was told to be wrong. Returns the items'
// slot.
uint8_t scope_push(struct scope *s, struct span variable, const struct reference *list);
void scope_pop(struct scope *s);
bool scope_is_list(const struct reference *reference);
// Bytes from one item to the next, of SHAPE_LIST.
size_t scope_item_size(const struct reference *list);
