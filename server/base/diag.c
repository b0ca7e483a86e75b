// SPDX-License-Identifier: MIT
#include "base/diag.h"

#include "base/limits.h"
#include "base/secrets.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const severity_words[SEVERITY_COUNT] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "note",
};

void diag_init(struct diagnostics *d)
{
    *d = (struct diagnostics){0};
    arena_init(&d->arena);
}

void diag_finish(struct diagnostics *d)
{
    arena_finish(&d->arena);
    *d = (struct diagnostics){0};
}

uint32_t diag_file(struct diagnostics *d, struct span name, struct span text)
{
    struct diagnostic_file *file = arena_alloc(&d->arena, sizeof *file);
    char *hidden = arena_alloc(&d->arena, text.len);
    if (text.len != 0) {
        memcpy(hidden, text.ptr, text.len);
    }
    secrets_hide(hidden, text.len, DIAG_SECRET);
    *file = (struct diagnostic_file){
        .name = arena_copy(&d->arena, name),
        .text = {hidden, text.len},
        .hidden = hidden,
    };
    if (d->last_file == NULL) {
        d->files = file;
    } else {
        d->last_file->next = file;
    }
    d->last_file = file;
    return ++d->file_count;
}

const struct diagnostic_file *diag_find_file(const struct diagnostics *d, uint32_t number)
{
    const struct diagnostic_file *file = d->files;
    for (uint32_t i = 1; i < number && file != NULL; i++) {
        file = file->next;
    }
    return number == 0 ? NULL : file;
}

struct span diag_file_name(const struct diagnostics *d, uint32_t number)
{
    const struct diagnostic_file *file = diag_find_file(d, number);
    return file == NULL ? SPAN("") : file->name;
}

struct span diag_line(const struct diagnostic_file *file, uint32_t number)
{
    struct span line = file->text;
    struct span rest = file->text;
    for (uint32_t i = 0; i < number; i++) {
        if (!span_cut(rest, '\n', &line, &rest)) {
            line = i + 1 == number ? rest : SPAN("");
            rest = SPAN("");
        }
    }
    if (span_ends_with(line, SPAN("\r"))) {
        line.len--;
    }
    return line;
}

// The text of a place and the rest of its line; empty: there is none.
static struct span text_at(const struct diagnostic_file *file, struct place at)
{
    struct span line = file == NULL || at.line == 0 ? SPAN("") : diag_line(file, at.line);
    return at.column == 0 || at.column > line.len ? SPAN("") : span_from(line, at.column - 1);
}

void diag_hide(struct diagnostics *d, struct place at)
{
    const struct diagnostic_file *file = diag_find_file(d, at.file);
    struct span text = text_at(file, at);
    for (size_t i = 0; i < text.len && (i < at.length || at.length == 0); i++) {
        file->hidden[text.ptr - file->text.ptr + (ptrdiff_t)i] = DIAG_SECRET;
    }
}

// What a message quotes of the user's file, where that is a secret; of a place that is one, all but
// the key.
static void hide_quoted(char *message, size_t len, bool all)
{
    for (size_t i = 0; i < len; i++) {
        bool opens = (message[i] == '\'' || message[i] == '"') &&
                     (i == 0 || !ascii_is_alnum(message[i - 1])); // else an apostrophe
        const char *end = opens ? memchr(message + i + 1, message[i], len - i - 1) : NULL;
        if (end == NULL) {
            continue;
        }
        char *start = message + i + 1;
        size_t quoted = (size_t)(end - start);
        if (all && !secrets_is_key((struct span){start, quoted})) {
            memset(start, '*', quoted);
        } else {
            secrets_hide(start, quoted, '*');
        }
        i += quoted + 1;
    }
}

static bool place_equal(struct place a, struct place b)
{
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

static bool is_repeated(
    const struct diagnostics *d, enum severity severity, struct place at, struct span message)
{
    for (const struct diagnostic *one = d->first; one != NULL; one = one->next) {
        if (place_equal(one->at, at) && one->severity == severity &&
            span_equal(one->message, message)) {
            return true;
        }
    }
    return false;
}

static void keep(struct diagnostics *d, enum severity severity, struct place at, const char *format,
    va_list arguments) PRINTF_LIKE(4, 0);

static void keep(struct diagnostics *d, enum severity severity, struct place at, const char *format,
    va_list arguments)
{
    d->errors += severity == SEVERITY_ERROR;
    d->warnings += severity == SEVERITY_WARNING;
    if (d->kept >= DIAGNOSTICS_MAX) {
        return;
    }
    char text[1024]; // longer messages quote too much
    int len = vsnprintf(text, sizeof text, format, arguments);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    struct span source = text_at(diag_find_file(d, at.file), at);
    hide_quoted(text, kept, source.len != 0 && source.ptr[0] == DIAG_SECRET);
    struct span message = {text, kept};
    if (severity != SEVERITY_NOTE) {
        d->repeating = at.line != 0 && is_repeated(d, severity, at, message);
        d->repeated += d->repeating;
    }
    if (d->repeating) {
        return;
    }
    d->kept++;
    struct diagnostic *one = arena_alloc(&d->arena, sizeof *one);
    *one = (struct diagnostic){
        .severity = severity,
        .at = at,
        .message = arena_copy(&d->arena, message),
    };
    if (d->last == NULL) {
        d->first = one;
    } else {
        d->last->next = one;
    }
    d->last = one;
}

void diag_error(struct diagnostics *d, struct place at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(d, SEVERITY_ERROR, at, format, arguments);
    va_end(arguments);
}

void diag_warning(struct diagnostics *d, struct place at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(d, SEVERITY_WARNING, at, format, arguments);
    va_end(arguments);
}

void diag_note(struct diagnostics *d, struct place at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(d, SEVERITY_NOTE, at, format, arguments);
    va_end(arguments);
}

const char *severity_word(enum severity severity)
{
    return severity_words[severity];
}
