// SPDX-License-Identifier: MIT
// fold: text in lines of a width, what goes on in the next line indented. Floor: doctor; pure.
// Words are never broken: a URL that is wider than a line stays one that can be copied.
#pragma once

#include "base/buffer.h"

struct fold {
    struct buffer *out;
    size_t width;  // columns; 0: lines as long as they are
    size_t indent; // of the lines in which a long one goes on
    size_t column; // where this line is, from 0
};

// Adds `text`, made harmless for terminals, in one piece: behind `gap` on this line, or, where it
// has no room there, on the next.
void fold_add(struct fold *f, const char *gap, struct span text);
// The same, folded between words: it begins a line where this one has no room for all of it.
void fold_add_words(struct fold *f, const char *gap, struct span text);
// Blanks up to a column, at least one.
void fold_skip(struct fold *f, size_t column);
void fold_end(struct fold *f); // of the line
