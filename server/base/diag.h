// SPDX-License-Identifier: MIT
// diag: what is wrong with the user's files, collected so that one run tells all. Floor: base;
// pure. A message starts in lower case, has no full stop, says first what is wrong and quotes what
// was written. It is kept with the place of the offending value; printing shows file:line:column,
// the line and a caret.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"

// A place in a file. Lines and columns (in bytes) count from 1; 0 is "not known".
struct place {
    uint32_t file; // number of the file in its diagnostics, from 1; 0: no file
    uint32_t line;
    uint32_t column;
    uint32_t length; // bytes the caret underlines; 0 is as 1
};

enum severity {
    SEVERITY_ERROR,
    SEVERITY_WARNING,
    SEVERITY_NOTE, // belongs to the one before it
    SEVERITY_COUNT,
};

struct diagnostic {
    enum severity severity;
    struct place at;
    struct span message;
    struct diagnostic *next;
};

// In a file's text, a byte of a secret: shown as '*'. No text file holds it.
#define DIAG_SECRET '\1'

struct diagnostic_file {
    struct span name; // as the user would type it
    struct span text; // the whole file, for excerpts; empty where none is to be shown
    char *hidden;     // the same bytes, to write over secrets
    struct diagnostic_file *next;
};

struct diagnostics {
    struct arena arena;
    struct diagnostic *first;
    struct diagnostic *last;
    struct diagnostic_file *files;
    struct diagnostic_file *last_file;
    uint32_t file_count;
    size_t errors;
    size_t warnings;
    size_t kept; // at most DIAGNOSTICS_MAX; the rest is counted only
    // Said before, to the letter and of the same place: what an alias repeats is one mistake. They
    // are counted above, but not kept.
    size_t repeated;
    bool repeating; // the last one was such, its notes go with it
};

void diag_init(struct diagnostics *d);
void diag_finish(struct diagnostics *d);

// Makes a file known; both spans are copied, `text` without what looks like a secret (secrets.h).
// Returns its number.
uint32_t diag_file(struct diagnostics *d, struct span name, struct span text);
struct span diag_file_name(const struct diagnostics *d, uint32_t file);
// NULL: none has that number.
const struct diagnostic_file *diag_find_file(const struct diagnostics *d, uint32_t file);

// A line of it, without its end; empty: it has not so many.
struct span diag_line(const struct diagnostic_file *file, uint32_t number);

// No line or message of `d` shows the text at this place from now on.
void diag_hide(struct diagnostics *d, struct place at);

void diag_error(struct diagnostics *d, struct place at, const char *format, ...) PRINTF_LIKE(3, 4);
void diag_warning(struct diagnostics *d, struct place at, const char *format, ...)
    PRINTF_LIKE(3, 4);
// A second place for the diagnostic before it: "first defined here".
void diag_note(struct diagnostics *d, struct place at, const char *format, ...) PRINTF_LIKE(3, 4);

// Errors and warnings in the order of files, lines and columns; the notes of each follow by `next`.
// Returns how many there are.
size_t diag_sort(const struct diagnostics *d, const struct diagnostic *heads[DIAGNOSTICS_MAX]);
// Text of a user's as it can be shown on a terminal: valid UTF-8 without control characters.
void diag_print_text(struct span text, struct buffer *out);
// All as text, in the order of files, lines and columns, notes after what they belong to.
void diag_print(const struct diagnostics *d, bool color, struct buffer *out);
// The same for whoever reads them at the end of a screen: warnings first, then errors, each under a
// heading a file.
void diag_print_grouped(const struct diagnostics *d, bool color, struct buffer *out);
// One, without excerpt: "file:line:column: error: message".
void diag_print_line(const struct diagnostics *d, const struct diagnostic *one, struct buffer *out);
const char *severity_word(enum severity severity);
