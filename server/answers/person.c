// SPDX-License-Identifier: MIT
#include "answers/person.h"

#include "base/buffer.h"
#include "base/utf8.h"

// No control characters, none that turn the reading order of what follows, nothing that is no
// character at all (the last two of each plane).
static bool is_printable(uint32_t point)
{
    bool control = point < 0x20 || (point >= 0x7F && point < 0xA0) || (point & 0xFFFE) == 0xFFFE;
    bool turning = point == 0x061C || point == 0x200E || point == 0x200F ||
                   (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    return !control && !turning;
}

struct span person_clean(struct arena *a, struct span name, bool keep_tabs)
{
    struct buffer out;
    buffer_init_fixed(&out, arena_alloc(a, name.len), name.len);
    while (name.len != 0) {
        uint32_t point;
        size_t len = utf8_next(name, &point);
        if (len != 0 && (is_printable(point) || (point == '\t' && keep_tabs))) {
            buffer_add(&out, span_until(name, len));
        }
        name = span_from(name, len != 0 ? len : 1);
    }
    return span_trim(buffer_span(&out));
}
