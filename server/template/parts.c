// SPDX-License-Identifier: MIT
#include "template/parts.h"

void parts_init(struct parts *p, struct span text)
{
    *p = (struct parts){.rest = text};
}

bool parts_is_name(struct span text, bool dots)
{
    bool first = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && dots && !first) {
            first = true;
        } else if (ascii_is_alpha(c) || c == '_' || (ascii_is_digit(c) && !first)) {
            first = false;
        } else {
            return false;
        }
    }
    return !first;
}

// Up to the first `c`, or all.
static size_t length_until(struct span text, char c)
{
    struct span before;
    struct span after;
    return span_cut(text, c, &before, &after) ? before.len : text.len;
}

// The first `count` bytes of the rest, which moves on.
static struct span take(struct parts *p, size_t count)
{
    struct span taken = span_until(p->rest, count);
    p->rest = span_from(p->rest, count);
    return taken;
}

enum part_kind parts_next(struct parts *p, struct span *part)
{
    if (p->rest.len == 0) {
        return PART_NONE;
    }
    if (p->rest.ptr[0] != '{') {
        *part = take(p, length_until(p->rest, '{'));
        return PART_LITERAL;
    }
    if (span_starts_with(p->rest, SPAN("{{"))) {
        *part = take(p, 1);
        take(p, 1);
        p->braces += 2;
        return PART_LITERAL;
    }
    p->braces++;
    size_t close = length_until(p->rest, '}');
    struct span name = span_until(span_from(p->rest, 1), close - 1);
    if (close < p->rest.len && parts_is_name(name, true)) {
        take(p, close + 1);
        *part = name;
        return PART_HOLE;
    }
    struct span after = take(p, 1);
    size_t shown = 0;
    while (shown < p->rest.len && !ascii_is_blank(p->rest.ptr[shown]) &&
           p->rest.ptr[shown] != '{' && p->rest.ptr[shown] != '}') {
        shown++;
    }
    *part = (struct span){after.ptr, 1 + shown};
    take(p, shown);
    return PART_NO_HOLE;
}
