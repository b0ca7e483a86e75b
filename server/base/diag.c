// SPDX-License-Identifier: MIT
#include "base/diag.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>

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
    *file =
        (struct diagnostic_file){arena_copy(&d->arena, name), arena_copy(&d->arena, text), NULL};
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
