// SPDX-License-Identifier: MIT
// span_assert: cmocka with spans: a failure shows both texts. Include it instead of cmocka.h.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/span.h"

static inline void check_span(
    struct span got, struct span expected, const char *file, int line, const char *what)
{
    if (!span_equal(got, expected)) {
        print_error(
            "%s: got \"%.*s\", expected \"%.*s\"\n", what, SPAN_ARGS(got), SPAN_ARGS(expected));
        _fail(file, line);
    }
}

#define assert_span_equal(got, expected) check_span(got, expected, __FILE__, __LINE__, #got)
// `expected` is a string literal.
#define assert_span_is(got, expected) check_span(got, SPAN(expected), __FILE__, __LINE__, #got)
