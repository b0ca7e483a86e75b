// SPDX-License-Identifier: MIT
#include "base/utf8.h"

static size_t length_by_first_byte(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

size_t utf8_next(struct span text, uint32_t *out)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (text.len == 0) {
        return 0;
    }
    unsigned char first = (unsigned char)text.ptr[0];
    size_t len = length_by_first_byte(first);
    if (len == 0 || len > text.len) {
        return 0;
    }
    uint32_t point = len == 1 ? first : first & (0xFFU >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.ptr[i];
        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        point = point << 6 | (next & 0x3F);
    }
    bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < smallest[len] || point > 0x10FFFF || surrogate) {
        return 0;
    }
    *out = point;
    return len;
}

bool utf8_check(struct span text, size_t *at)
{
    size_t offset = 0;
    while (offset < text.len) {
        uint32_t point;
        size_t len = utf8_next(span_from(text, offset), &point);
        if (len == 0) {
            *at = offset;
            return false;
        }
        offset += len;
    }
    return true;
}

// Bytes up to and with the character number `count`, at most all.
static size_t skip(struct span text, size_t count, size_t *found)
{
    size_t offset = 0;
    *found = 0;
    while (offset < text.len && *found < count) {
        uint32_t point;
        size_t len = utf8_next(span_from(text, offset), &point);
        offset += len == 0 ? 1 : len;
        *found += 1;
    }
    return offset;
}

size_t utf8_count(struct span text)
{
    size_t found;
    skip(text, text.len, &found);
    return found;
}

struct span utf8_until(struct span text, size_t count)
{
    size_t found;
    return span_until(text, skip(text, count, &found));
}
