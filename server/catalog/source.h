// SPDX-License-Identifier: MIT
// source: where lists of domains come from besides providers.yaml, and what their lines mean.
// Floor: config (catalog).
// A list is lines of "domain [provider]"; blank lines and those that begin with '#' say nothing.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

enum source_kind {
    SOURCE_FILE, // file:PATH
    SOURCE_EXEC, // exec:PROGRAM ARG..., cut at blanks
    SOURCE_URL,  // of a database: a program of ours, which reads it from SOURCE_VARIABLE
};

// A password may stand in it, which nobody else on the machine should read off a command line.
#define SOURCE_VARIABLE "AUTOCONFIGD_SOURCE"

struct source {
    enum source_kind kind;
    struct span text;   // as given; may hold a password
    struct span label;  // to tell it by: without user, password and what comes behind the path
    struct span key;    // to know it again by: `text` without a database's password
    const char *path;   // of the file
    const char *url;    // of the database
    const char **words; // of the command, NULL at the end; of a database just its program's name
};

// Lives in `a`, what it spans in `text`. False: *why is for people.
MUST_USE bool source_parse(struct arena *a, struct span text, struct source *out, struct span *why);

struct source_counts {
    size_t rows;
    size_t bad;       // lines left out: no domain, too long, more than two words
    size_t first_bad; // number of the first of them, from 1; 0: none
};

// Brings a list into the form that source_next() reads: "domain provider" or "domain" a line, the
// domain in normal form, nothing else.
struct source_counts source_tidy(struct span list, struct buffer *out);

struct source_row {
    struct span domain;
    struct span provider; // its name in providers.yaml; empty: none is given
};
// Cuts the next row off a list in that form. False: there is none.
MUST_USE bool source_next(struct span *list, struct source_row *out);
