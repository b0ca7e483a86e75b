// SPDX-License-Identifier: MIT
// span: a piece of text or bytes, by value: pointer and length, no NUL at the end. Floor: base;
// pure. Invariant: `ptr` may be NULL only when `len` is 0. Letters are ASCII's; the locale decides
// nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE                __attribute__((warn_unused_result))
#define PRINTF_LIKE(nth, first) __attribute__((format(printf, nth, first)))
#define COUNT_OF(array)         (sizeof(array) / sizeof((array)[0]))

struct span {
    const char *ptr;
    size_t len;
};

#define SPAN(literal) ((struct span){"" literal, sizeof(literal) - 1})
#define SPAN_ARGS(s)  (int)(s).len, (s).ptr

// The bytes of a NUL-ended string, NUL left out; NULL is the empty span. It lives as long as
// `text`.
struct span span_from_c(const char *text);

bool span_equal(struct span a, struct span b);
bool span_equal_c(struct span a, const char *b);
bool span_equal_fold(struct span a, struct span b); // A-Z as a-z
int span_compare(struct span a, struct span b);     // bytewise, as memcmp: <0, 0, >0
bool span_starts_with(struct span text, struct span start);
bool span_starts_with_fold(struct span text, struct span start);
bool span_ends_with(struct span text, struct span end);
bool span_has(struct span text, char c);
bool span_is_digits(struct span text); // at least one
bool span_is_ascii(struct span text);

// Cuts at the first (the last) `at`, which is in neither part. False: not there, nothing written.
MUST_USE bool span_cut(struct span text, char at, struct span *before, struct span *after);
MUST_USE bool span_cut_last(struct span text, char at, struct span *before, struct span *after);

// The pieces of a text between the bytes `at`, one a call, in turn off the front of *rest; "a," is
// two, and so is ",". False: that was all.
MUST_USE bool span_next(struct span *rest, char at, struct span *piece);
// The next of the words between blanks; empty: there is none.
struct span span_next_word(struct span *rest);

// The rest after (the part up to) the first `count` bytes; `count` at most `len`.
struct span span_from(struct span text, size_t count);
struct span span_until(struct span text, size_t count);

// Without blanks at both ends.
struct span span_trim(struct span text);

// Decimal digits only, at least one, no sign, nothing else. False: not a number or above `max`.
MUST_USE bool span_to_u64(struct span text, uint64_t max, uint64_t *out);

bool ascii_is_alpha(char c);
bool ascii_is_digit(char c);
bool ascii_is_alnum(char c);
bool ascii_is_blank(char c); // space, tab, CR, LF
char ascii_lower(char c);
// 0..15, or -1 for what is no hexadecimal digit.
int ascii_hex(char c);
