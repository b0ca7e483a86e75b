// SPDX-License-Identifier: MIT
// table: rows of text with aligned columns, for people. Floor: verbs; pure.
#pragma once

#include "base/buffer.h"

struct table {
    const char *indent;       // before each row
    const char *const *heads; // of the columns; NULL: none are printed
    size_t columns;
    const struct span *cells; // row after row
    size_t rows;
};

// Columns are as wide as their widest cell, but for cells so long that they would push the rest of
// all rows off the screen; the last one is not padded. A row of which only the first cell holds
// anything is a line of its own.
void table_add(struct buffer *out, const struct table *table);
