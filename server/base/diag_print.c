// SPDX-License-Identifier: MIT
#include "base/diag.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const severity_colors[SEVERITY_COUNT] = {
    [SEVERITY_ERROR] = "\033[1;31m",
    [SEVERITY_WARNING] = "\033[1;35m",
    [SEVERITY_NOTE] = "\033[1;36m",
};

// Text for a terminal: control characters and broken UTF-8, which could drive it, become '?', and
// secrets '*'.
void diag_print_text(struct span text, struct buffer *out)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t point;
        size_t len = utf8_next(span_from(text, i), &point);
        bool fine = len != 0 && (point == '\t' || (point >= 0x20 && point < 0x7F) || point >= 0xA0);
        if (fine) {
            buffer_add(out, span_until(span_from(text, i), len));
        } else {
            buffer_add_char(out, text.ptr[i] == DIAG_SECRET ? '*' : '?');
        }
        i += len == 0 ? 1 : len;
    }
}

static void print_head(
    const struct diagnostics *d, const struct diagnostic *one, bool color, struct buffer *out)
{
    const struct diagnostic_file *file = diag_find_file(d, one->at.file);
    if (file != NULL) {
        diag_print_text(file->name, out);
        buffer_add_char(out, ':');
    }
    if (one->at.line != 0) {
        buffer_format(out, "%" PRIu32 ":", one->at.line);
        if (one->at.column != 0) {
            buffer_format(out, "%" PRIu32 ":", one->at.column);
        }
    }
    if (file != NULL) {
        buffer_add_char(out, ' ');
    }
    buffer_format(out, "%s%s:%s ", color ? severity_colors[one->severity] : "",
        severity_word(one->severity), color ? "\033[0m" : "");
    diag_print_text(one->message, out);
    buffer_add_char(out, '\n');
}

void diag_print_line(const struct diagnostics *d, const struct diagnostic *one, struct buffer *out)
{
    print_head(d, one, false, out);
    out->len -= buffer_ok(out); // the line feed
}

// The line with its number, and a caret under what is meant. A long line is shown around the place.
static void print_excerpt(
    const struct diagnostics *d, const struct diagnostic *one, bool color, struct buffer *out)
{
    const struct diagnostic_file *file = diag_find_file(d, one->at.file);
    if (file == NULL || file->text.len == 0 || one->at.line == 0) {
        return;
    }
    struct span line = diag_line(file, one->at.line);
    size_t column = one->at.column == 0 ? 0 : one->at.column - 1;
    if (column > line.len) {
        column = line.len;
    }
    size_t skipped = column > EXCERPT_MAX_BYTES / 2 ? column - EXCERPT_MAX_BYTES / 2 : 0;
    while (skipped > 0 && skipped < line.len && ((unsigned char)line.ptr[skipped] & 0xC0) == 0x80) {
        skipped--; // not in the middle of a character
    }
    line = span_from(line, skipped);
    column -= skipped;
    bool cut = line.len > EXCERPT_MAX_BYTES;
    if (cut) {
        line = utf8_until(span_until(line, EXCERPT_MAX_BYTES), EXCERPT_MAX_BYTES);
    }
    buffer_format(out, "%5" PRIu32 " | %s", one->at.line, skipped > 0 ? "..." : "");
    diag_print_text(line, out);
    buffer_add_c(out, cut ? "...\n" : "\n");
    if (one->at.column == 0) {
        return;
    }
    buffer_format(out, "      | %s", skipped > 0 ? "   " : "");
    struct span before = span_until(line, column);
    for (size_t i = 0; i < before.len; i++) {
        if (before.ptr[i] == '\t') {
            buffer_add_char(out, '\t'); // kept, so that the caret stands right at any tab width
        } else if (((unsigned char)before.ptr[i] & 0xC0) != 0x80) {
            buffer_add_char(out, ' ');
        }
    }
    size_t marked = one->at.length < line.len - column ? one->at.length : line.len - column;
    size_t width = utf8_count(span_until(span_from(line, column), marked));
    buffer_add_c(out, color ? "\033[1;32m^" : "^");
    for (size_t i = 1; i < width; i++) {
        buffer_add_char(out, '~');
    }
    buffer_add_c(out, color ? "\033[0m\n" : "\n");
}

struct sorted {
    const struct diagnostic *one;
    size_t order;
};

static int compare(const void *left, const void *right)
{
    const struct sorted *a = left;
    const struct sorted *b = right;
    const uint32_t keys[][2] = {{a->one->at.file, b->one->at.file},
        {a->one->at.line, b->one->at.line}, {a->one->at.column, b->one->at.column}};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (keys[i][0] != keys[i][1]) {
            return keys[i][0] < keys[i][1] ? -1 : 1;
        }
    }
    return a->order < b->order ? -1 : a->order > b->order;
}

size_t diag_sort(const struct diagnostics *d, const struct diagnostic *heads[DIAGNOSTICS_MAX])
{
    struct sorted sorted[DIAGNOSTICS_MAX] = {{NULL, 0}};
    size_t count = 0;
    for (const struct diagnostic *one = d->first; one != NULL; one = one->next) {
        if (one->severity != SEVERITY_NOTE) {
            sorted[count] = (struct sorted){one, count};
            count++;
        }
    }
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t i = 0; i < count; i++) {
        heads[i] = sorted[i].one;
    }
    return count;
}

// One with its notes.
static void print_whole(
    const struct diagnostics *d, const struct diagnostic *one, bool color, struct buffer *out)
{
    do {
        print_head(d, one, color, out);
        print_excerpt(d, one, color, out);
        one = one->next;
    } while (one != NULL && one->severity == SEVERITY_NOTE);
}

// Those that were counted, but not kept.
static void print_rest(const struct diagnostics *d, size_t printed, struct buffer *out)
{
    size_t all = d->errors + d->warnings - d->repeated;
    if (all > printed) {
        buffer_format(out, "... and %zu more\n", all - printed);
    }
}

void diag_print(const struct diagnostics *d, bool color, struct buffer *out)
{
    const struct diagnostic *heads[DIAGNOSTICS_MAX];
    size_t count = diag_sort(d, heads);
    for (size_t i = 0; i < count; i++) {
        print_whole(d, heads[i], color, out);
    }
    print_rest(d, count, out);
}

// Those of one severity, under headings.
static void print_group(const struct diagnostics *d, const struct diagnostic *const *heads,
    size_t count, enum severity severity, bool color, struct buffer *out)
{
    const struct diagnostic *before = NULL;
    for (size_t i = 0; i < count; i++) {
        if (heads[i]->severity != severity) {
            continue;
        }
        if (before == NULL || before->at.file != heads[i]->at.file) {
            size_t of_file = 0;
            for (size_t k = i; k < count && heads[k]->at.file == heads[i]->at.file; k++) {
                of_file += heads[k]->severity == severity;
            }
            buffer_format(out, "%s%zu %s%s", color ? severity_colors[severity] : "", of_file,
                severity_word(severity), of_file == 1 ? "" : "s");
            if (heads[i]->at.file != 0) {
                buffer_add_c(out, " in ");
                diag_print_text(diag_file_name(d, heads[i]->at.file), out);
            }
            buffer_add_c(out, color ? "\033[0m\n\n" : "\n\n");
        }
        print_whole(d, heads[i], color, out);
        buffer_add_char(out, '\n');
        before = heads[i];
    }
}

void diag_print_grouped(const struct diagnostics *d, bool color, struct buffer *out)
{
    const struct diagnostic *heads[DIAGNOSTICS_MAX];
    size_t count = diag_sort(d, heads);
    print_group(d, heads, count, SEVERITY_WARNING, color, out);
    print_group(d, heads, count, SEVERITY_ERROR, color, out);
    print_rest(d, count, out);
}
