// SPDX-License-Identifier: MIT
#include "base/buffer.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY_BYTES = 512 };

void buffer_init(struct buffer *b, size_t limit_bytes)
{
    *b = (struct buffer){.limit = limit_bytes};
}

void buffer_init_fixed(struct buffer *b, char *memory, size_t size_bytes)
{
    *b = (struct buffer){.ptr = memory, .capacity = size_bytes, .limit = size_bytes, .fixed = true};
}

void buffer_finish(struct buffer *b)
{
    if (!b->fixed) {
        memory_give_back(b->ptr);
    }
    *b = (struct buffer){0};
}

void buffer_empty(struct buffer *b)
{
    b->len = 0;
    b->failed = false;
}

// Room for `more` bytes behind the contents. False: over the limit, the failure is kept.
static bool reserve(struct buffer *b, size_t more)
{
    if (b->failed || more > b->limit - b->len) {
        b->failed = true;
        return false;
    }
    if (more <= b->capacity - b->len) {
        return true;
    }
    size_t capacity = b->capacity == 0 ? FIRST_CAPACITY_BYTES : 2 * b->capacity;
    if (capacity < b->len + more) {
        capacity = b->len + more;
    }
    if (capacity > b->limit) {
        capacity = b->limit;
    }
    b->ptr = memory_resize(b->ptr, capacity);
    b->capacity = capacity;
    return true;
}

void buffer_add(struct buffer *b, struct span text)
{
    if (reserve(b, text.len) && text.len != 0) {
        memcpy(b->ptr + b->len, text.ptr, text.len);
        b->len += text.len;
    }
}

void buffer_add_c(struct buffer *b, const char *text)
{
    buffer_add(b, span_from_c(text));
}

void buffer_add_char(struct buffer *b, char c)
{
    buffer_add(b, (struct span){&c, 1});
}

void buffer_add_number(struct buffer *b, uint64_t number)
{
    char digits[20]; // 2^64 has 20
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    buffer_add(b, (struct span){digits + first, sizeof digits - first});
}

void buffer_format(struct buffer *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    // One byte more than is kept: vsnprintf ends with a NUL.
    if (len < 0) {
        b->failed = true;
    } else if (reserve(b, (size_t)len + 1)) {
        vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

bool buffer_ok(const struct buffer *b)
{
    return !b->failed;
}

struct span buffer_span(const struct buffer *b)
{
    return (struct span){b->ptr, b->len};
}
