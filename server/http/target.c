// SPDX-License-Identifier: MIT
#include "http/target.h"

#include <string.h>

#include "base/limits.h"

bool target_is_authority(struct span text)
{
    if (text.len > HOST_MAX_BYTES) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool unicode = ((unsigned char)c & 0x80) != 0;
        if (!unicode && !ascii_is_alnum(c) && (c == '\0' || strchr("-._~:[]", c) == NULL)) {
            return false;
        }
    }
    return true;
}

// The byte that "%XX" at the front of `text` stands for; -1: it is none, or a NUL.
static int escaped_byte(struct span text)
{
    if (text.len < 3) {
        return -1;
    }
    int high = ascii_hex(text.ptr[1]);
    int low = ascii_hex(text.ptr[2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) {
        return -1;
    }
    return high * 16 + low;
}

// No blank, no control character, no fragment.
static bool has_plain_bytes(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == 0x7f || c == '#') {
            return false;
        }
    }
    return true;
}

static bool has_whole_escapes(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' && escaped_byte(span_from(text, i)) < 0) {
            return false;
        }
    }
    return true;
}

// Of a text with whole escapes. Returns the new length.
static size_t decode(char *text, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '%') {
            text[out++] = (char)escaped_byte((struct span){text + i, len - i});
            i += 2;
        } else {
            text[out++] = text[i];
        }
    }
    return out;
}

// Cuts scheme and authority off an absolute-form target.
static bool cut_absolute(struct span text, struct span *authority, struct span *rest)
{
    size_t start = 0;
    if (span_starts_with_fold(text, SPAN("http://"))) {
        start = strlen("http://");
    } else if (span_starts_with_fold(text, SPAN("https://"))) {
        start = strlen("https://");
    } else {
        return false;
    }
    size_t end = start;
    while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != '?') {
        end++;
    }
    *authority = span_until(span_from(text, start), end - start);
    *rest = span_from(text, end);
    return authority->len > 0 && target_is_authority(*authority);
}

bool target_parse(char *text, size_t len, struct target *out)
{
    struct target target = {0};
    struct span rest = {text, len};
    if (!has_plain_bytes(rest)) {
        return false;
    }
    if (!span_starts_with(rest, SPAN("/")) && !cut_absolute(rest, &target.authority, &rest)) {
        return false;
    }
    if (!span_cut(rest, '?', &target.path, &target.query)) {
        target.path = rest;
    }
    if (span_has(target.path, '%')) {
        if (!has_whole_escapes(target.path)) {
            return false;
        }
        size_t offset = (size_t)(target.path.ptr - text);
        target.path.len = decode(text + offset, target.path.len);
    }
    if (target.path.len == 0) {
        target.path = SPAN("/"); // RFC 9112 section 3.2.1: an empty path is the root
    }
    *out = target;
    return true;
}
