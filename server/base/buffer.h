// SPDX-License-Identifier: MIT
// buffer: bytes that grow up to a limit. Floor: base.
// Failure is sticky: what would pass the limit is dropped, and so is all after it; ask buffer_ok()
// once, at the end. When memory is out the process aborts, as in arena.h.
#pragma once

#include "base/span.h"

struct buffer {
    char *ptr;
    size_t len;
    size_t capacity;
    size_t limit; // bytes
    bool failed;
    bool fixed; // the memory is the caller's
};

void buffer_init(struct buffer *b, size_t limit_bytes);
// Over the caller's memory, which must outlive it; never grows.
void buffer_init_fixed(struct buffer *b, char *memory, size_t size_bytes);
void buffer_finish(struct buffer *b); // fine on a zeroed struct
void buffer_empty(struct buffer *b);  // keeps the memory, forgets contents and failure

void buffer_add(struct buffer *b, struct span text);
void buffer_add_c(struct buffer *b, const char *text);
void buffer_add_char(struct buffer *b, char c);
void buffer_add_number(struct buffer *b, uint64_t number); // decimal
// Needs a byte of room more than it adds, for printf's NUL.
void buffer_format(struct buffer *b, const char *format, ...) PRINTF_LIKE(2, 3);

bool buffer_ok(const struct buffer *b);
// Valid until the buffer is changed.
struct span buffer_span(const struct buffer *b);
