// SPDX-License-Identifier: MIT
// walk: from nodes to structs, by the tables of model/fields.h. Floor: config; pure but for the
// reader. What is wrong goes to the diagnostics, with the place of the value, and the walk goes on.
// What is stored is sound: a value with an error anywhere in it is left out.
#pragma once

#include "base/reader.h"
#include "config/node.h"
#include "model/provider.h"

struct walk {
    struct arena *keep;    // what the structs point to
    struct arena *scratch; // lives as long as the nodes
    struct diagnostics *d;
    const struct reader *reader;
    struct span folder; // of the file being read, with its '/'; empty: the working directory
};

// A value, and what it is: words for messages.
struct value {
    const struct node *node;
    struct span key; // "port"
    bool item;       // one of the list of that key
    bool http_too;   // FIELD_HTTP_TOO holds for it
};

// How a value of one kind is read; `out` is the struct's member, untouched on false.
MUST_USE bool walk_value(struct walk *w, const struct field *field, struct value v, void *out);

// Reads a map's keys into `object`, a struct that `record` describes. `outer` is the value whose
// map it is. False: a key is unknown, so that one which is missing may be but misspelt.
bool walk_map(struct walk *w, const struct record *record, struct value outer, void *object);

// One key of such a map. False: it is unknown.
bool walk_item(struct walk *w, const struct record *record, const struct item *item, bool http_too,
    void *object);
