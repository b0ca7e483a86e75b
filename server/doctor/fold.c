// SPDX-License-Identifier: MIT
#include "doctor/fold.h"

#include "base/diag.h"
#include "base/utf8.h"

static void add_blanks(struct fold *f, size_t up_to)
{
    for (; f->column < up_to; f->column++) {
        buffer_add_char(f->out, ' ');
    }
}

static bool has_room(const struct fold *f, size_t column, struct span text)
{
    return f->width == 0 || column + utf8_count(text) <= f->width;
}

void fold_add(struct fold *f, const char *gap, struct span text)
{
    size_t gap_width = f->column <= f->indent ? 0 : span_from_c(gap).len;
    if (gap_width != 0 && !has_room(f, f->column + gap_width, text)) {
        fold_end(f);
        gap_width = 0;
    }
    add_blanks(f, f->column < f->indent ? f->indent : f->column + gap_width);
    diag_print_text(text, f->out);
    f->column += utf8_count(text); // what is shown as '?' counts one, too
}

void fold_add_words(struct fold *f, const char *gap, struct span text)
{
    struct span word;
    struct span rest = text;
    if (f->column > f->indent && !has_room(f, f->column + span_from_c(gap).len, text)) {
        fold_end(f);
    }
    while (span_cut(rest, ' ', &word, &rest)) {
        if (word.len != 0) {
            fold_add(f, gap, word);
            gap = " ";
        }
    }
    if (rest.len != 0) {
        fold_add(f, gap, rest);
    }
}

void fold_skip(struct fold *f, size_t column)
{
    add_blanks(f, f->column < column ? column : f->column + 1);
}

void fold_end(struct fold *f)
{
    buffer_add_char(f->out, '\n');
    f->column = 0;
}
