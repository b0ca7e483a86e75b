// SPDX-License-Identifier: MIT
#include "config/numbers.h"

#include "config/expect.h"

#include <inttypes.h>

// Digits alone, the first not 0. `what` names it in messages.
static bool read_number(struct walk *w, struct place at, struct span text, const char *what,
    uint64_t max, uint64_t *out)
{
    if (!span_is_digits(text)) {
        diag_error(
            w->d, at, "%s '%.*s' is not a number in 1..%" PRIu64, what, SPAN_ARGS(text), max);
        return false;
    }
    if (text.len > 1 && text.ptr[0] == '0') {
        diag_error(w->d, at, "%s %.*s begins with 0, as octal numbers do: write it without that",
            what, SPAN_ARGS(text));
        return false;
    }
    uint64_t number;
    if (!span_to_u64(text, max, &number) || number == 0) {
        diag_error(w->d, at, "%s %.*s is not in 1..%" PRIu64, what, SPAN_ARGS(text), max);
        return false;
    }
    *out = number;
    return true;
}

bool number_port_of(struct walk *w, struct place at, struct span text, uint16_t *out)
{
    uint64_t number;
    if (!read_number(w, at, text, "port", UINT16_MAX, &number)) {
        return false;
    }
    *out = (uint16_t)number;
    return true;
}

bool number_port(struct walk *w, const struct field *field, struct value v, void *out)
{
    (void)field;
    struct span text;
    return expect_line(w, v, &text) && number_port_of(w, v.node->at, text, out);
}

bool number_count(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    uint64_t number;
    if (!expect_line(w, v, &text) ||
        !read_number(w, v.node->at, text, field->name, field->max, &number)) {
        return false;
    }
    *(uint32_t *)out = (uint32_t)number;
    return true;
}

// Seconds in the unit that a duration ends with; 0: it ends with none.
static uint32_t unit_of(struct span text)
{
    static const struct {
        char letter;
        uint32_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 24 * 3600}};
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (text.len != 0 && text.ptr[text.len - 1] == units[i].letter) {
            return units[i].seconds;
        }
    }
    return 0;
}

bool number_seconds(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    uint32_t unit = unit_of(text);
    if (unit == 0 || !span_is_digits(span_until(text, text.len - 1))) {
        diag_error(w->d, v.node->at,
            "'%.*s' is not a duration: digits with s, m, h or d are expected, as in 30m",
            SPAN_ARGS(text));
        return false;
    }
    uint64_t number;
    if (!span_to_u64(span_until(text, text.len - 1), field->max / unit, &number)) {
        diag_error(w->d, v.node->at, "'%s' is at most %" PRIu32 "d, and %.*s is longer",
            field->name, field->max / (24 * 3600), SPAN_ARGS(text));
        return false;
    }
    *(uint32_t *)out = (uint32_t)number * unit;
    return true;
}

bool number_bool(struct walk *w, const struct field *field, struct value v, void *out)
{
    struct span text;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    bool yes = span_equal(text, SPAN("true"));
    if (!yes && !span_equal(text, SPAN("false"))) {
        diag_error(
            w->d, v.node->at, "'%s' is true or false, not '%.*s'", field->name, SPAN_ARGS(text));
        return false;
    }
    *(bool *)out = yes;
    return true;
}
