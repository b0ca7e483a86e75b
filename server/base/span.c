// SPDX-License-Identifier: MIT
#include "base/span.h"

#include <string.h>

struct span span_from_c(const char *text)
{
    return text == NULL ? (struct span){NULL, 0} : (struct span){text, strlen(text)};
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool span_equal_c(struct span a, const char *b)
{
    return span_equal(a, span_from_c(b));
}

bool span_equal_fold(struct span a, struct span b)
{
    return a.len == b.len && span_starts_with_fold(a, b);
}

int span_compare(struct span a, struct span b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    if (order != 0) {
        return order;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

bool span_starts_with(struct span text, struct span start)
{
    return text.len >= start.len && span_equal(span_until(text, start.len), start);
}

bool span_starts_with_fold(struct span text, struct span start)
{
    if (text.len < start.len) {
        return false;
    }
    for (size_t i = 0; i < start.len; i++) {
        if (ascii_lower(text.ptr[i]) != ascii_lower(start.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool span_ends_with(struct span text, struct span end)
{
    return text.len >= end.len && span_equal(span_from(text, text.len - end.len), end);
}

bool span_has(struct span text, char c)
{
    return text.len != 0 && memchr(text.ptr, c, text.len) != NULL;
}

bool span_is_digits(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_digit(text.ptr[i])) {
            return false;
        }
    }
    return text.len != 0;
}

bool span_is_ascii(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

bool span_cut(struct span text, char at, struct span *before, struct span *after)
{
    const char *found = text.len == 0 ? NULL : memchr(text.ptr, at, text.len);
    if (found == NULL) {
        return false;
    }
    size_t offset = (size_t)(found - text.ptr);
    *before = span_until(text, offset);
    *after = span_from(text, offset + 1);
    return true;
}

bool span_cut_last(struct span text, char at, struct span *before, struct span *after)
{
    for (size_t i = text.len; i > 0; i--) {
        if (text.ptr[i - 1] == at) {
            *before = span_until(text, i - 1);
            *after = span_from(text, i);
            return true;
        }
    }
    return false;
}

bool span_next(struct span *rest, char at, struct span *piece)
{
    if (rest->ptr == NULL) {
        return false;
    }
    if (!span_cut(*rest, at, piece, rest)) {
        *piece = *rest;
        *rest = (struct span){NULL, 0};
    }
    return true;
}

struct span span_next_word(struct span *rest)
{
    struct span text = span_trim(*rest);
    size_t len = 0;
    while (len < text.len && !ascii_is_blank(text.ptr[len])) {
        len++;
    }
    *rest = span_from(text, len);
    return span_until(text, len);
}

struct span span_from(struct span text, size_t count)
{
    return (struct span){text.len == 0 ? text.ptr : text.ptr + count, text.len - count};
}

struct span span_until(struct span text, size_t count)
{
    return (struct span){text.ptr, count};
}

struct span span_trim(struct span text)
{
    while (text.len > 0 && ascii_is_blank(text.ptr[0])) {
        text = span_from(text, 1);
    }
    while (text.len > 0 && ascii_is_blank(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

bool span_to_u64(struct span text, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;
    if (text.len == 0) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_digit(text.ptr[i]) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text.ptr[i] - '0'), &value)) {
            return false;
        }
    }
    if (value > max) {
        return false;
    }
    *out = value;
    return true;
}

bool ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool ascii_is_alnum(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

bool ascii_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int ascii_hex(char c)
{
    if (ascii_is_digit(c)) {
        return c - '0';
    }
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
