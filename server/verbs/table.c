// SPDX-License-Identifier: MIT
#include "verbs/table.h"

#include "base/utf8.h"

enum {
    COLUMNS_MAX = 8,
    ALIGNED_MAX_CHARACTERS = 64,
};

static bool is_line(const struct table *table, const struct span *cells)
{
    for (size_t column = 1; column < table->columns; column++) {
        if (cells[column].len != 0) {
            return false;
        }
    }
    return true;
}

static size_t width_of(const struct table *table, size_t column)
{
    size_t widest = table->heads == NULL ? 0 : span_from_c(table->heads[column]).len;
    for (size_t row = 0; row < table->rows; row++) {
        const struct span *cells = &table->cells[row * table->columns];
        size_t width = is_line(table, cells) ? 0 : utf8_count(cells[column]);
        widest = width > widest && width <= ALIGNED_MAX_CHARACTERS ? width : widest;
    }
    return widest;
}

static void add_row(
    struct buffer *out, const struct table *table, const struct span *cells, const size_t *widths)
{
    size_t blanks = 0; // owed before the next cell, so that none stands at the end of a line
    buffer_add_c(out, table->indent);
    for (size_t column = 0; column < table->columns; column++) {
        size_t width = utf8_count(cells[column]);
        for (; blanks > 0 && width != 0; blanks--) {
            buffer_add_char(out, ' ');
        }
        buffer_add(out, cells[column]);
        blanks += (width < widths[column] ? widths[column] - width : 0) + 2;
    }
    buffer_add_char(out, '\n');
}

void table_add(struct buffer *out, const struct table *table)
{
    size_t widths[COLUMNS_MAX] = {0};
    struct span heads[COLUMNS_MAX] = {{NULL, 0}};
    for (size_t column = 0; column < table->columns; column++) {
        widths[column] = width_of(table, column);
        heads[column] = table->heads == NULL ? SPAN("") : span_from_c(table->heads[column]);
    }
    if (table->heads != NULL) {
        add_row(out, table, heads, widths);
    }
    for (size_t row = 0; row < table->rows; row++) {
        add_row(out, table, &table->cells[row * table->columns], widths);
    }
}
