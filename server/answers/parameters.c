// SPDX-License-Identifier: MIT
#include "answers/parameters.h"

bool parameters_decode(
    struct arena *a, struct span text, enum parameters_kind kind, struct span *out)
{
    bool blanks = kind == PARAMETERS_FORM && span_has(text, '+');
    if (span_has(text, '\0')) {
        return false;
    }
    if (!blanks && !span_has(text, '%')) {
        *out = text;
        return true;
    }
    char *decoded = arena_alloc(a, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '+' && blanks) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < text.len ? ascii_hex(text.ptr[i + 1]) : -1;
            int low = high >= 0 ? ascii_hex(text.ptr[i + 2]) : -1;
            if (low < 0 || high + low == 0) {
                return false;
            }
            c = (char)(high * 16 + low); // 0x80 and above: the same bits
            i += 2;
        }
        decoded[len++] = c;
    }
    *out = (struct span){decoded, len};
    return true;
}

bool parameters_parse(
    struct arena *a, struct span text, enum parameters_kind kind, struct parameters *out)
{
    struct span one;
    out->len = 0;
    while (span_next(&text, '&', &one)) {
        if (one.len == 0) {
            continue;
        }
        struct span name = one;
        struct span value = {NULL, 0};
        struct parameter *item = &out->items[out->len];
        (void)!span_cut(one, '=', &name, &value); // no '=': a name without a value
        if (out->len == PARAMETERS_MAX || !parameters_decode(a, name, kind, &item->name) ||
            !parameters_decode(a, value, kind, &item->value)) {
            return false;
        }
        out->len++;
    }
    return true;
}

struct span parameters_find(const struct parameters *p, const char *name)
{
    struct span wanted = span_from_c(name);
    for (size_t i = 0; i < p->len; i++) {
        if (p->items[i].value.len != 0 && span_equal_fold(p->items[i].name, wanted)) {
            return p->items[i].value;
        }
    }
    return SPAN("");
}

struct span parameters_without_spaces(struct span value)
{
    while (span_starts_with(value, SPAN(" "))) {
        value = span_from(value, 1);
    }
    while (span_ends_with(value, SPAN(" "))) {
        value.len--;
    }
    return value;
}

struct span parameters_find_address(const struct parameters *p, const char *name)
{
    return parameters_without_spaces(parameters_find(p, name));
}

struct span parameters_find_email(const struct parameters *p)
{
    struct span email = parameters_find_address(p, "email");
    return email.len != 0 ? email : parameters_find_address(p, "emailaddress");
}
