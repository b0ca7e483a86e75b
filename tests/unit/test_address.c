// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/file.h"
#include "model/address.h"

#include <string.h>

enum { CASES_MAX_BYTES = 1024 * 1024 };

// "\xNN" as that byte.
static struct span unescaped(struct arena *a, struct span text)
{
    char *out = arena_alloc(a, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (span_starts_with(span_from(text, i), SPAN("\\x")) && text.len - i >= 4) {
            out[len++] = (char)(ascii_hex(text.ptr[i + 2]) * 16 + ascii_hex(text.ptr[i + 3]));
            i += 3;
        } else {
            out[len++] = text.ptr[i];
        }
    }
    return (struct span){out, len};
}

static void check_case(struct arena *a, struct span input, struct span expected)
{
    struct address address = {.local = SPAN("untouched")};
    const char *why = NULL;
    if (span_starts_with(expected, SPAN("- "))) {
        if (address_parse(a, input, &address, &why)) {
            fail_msg("\"%.*s\" is taken for an address", SPAN_ARGS(input));
        }
        assert_span_is(address.local, "untouched");
        assert_non_null(why);
        assert_span_equal(span_from_c(why), span_from(expected, 2));
        return;
    }
    if (!address_parse(a, input, &address, &why)) {
        fail_msg("\"%.*s\" is refused: %s", SPAN_ARGS(input), why);
    }
    assert_span_equal(
        arena_format(a, "%.*s %.*s", SPAN_ARGS(address.local), SPAN_ARGS(address.domain)),
        expected);
    assert_span_equal(address.whole,
        arena_format(a, "%.*s@%.*s", SPAN_ARGS(address.local), SPAN_ARGS(address.domain)));
    // What came out is its own normal form.
    struct address again;
    assert_true(address_parse(a, address.whole, &again, &why));
    assert_span_equal(again.whole, address.whole);
    assert_span_equal(again.domain, address.domain);
}

static void cases_of_the_table(void **state)
{
    (void)state;
    struct arena a;
    struct span rest;
    struct span line;
    size_t count = 0;
    arena_init(&a);
    assert_int_equal(file_read(&a, "tests/cases/address.tsv", CASES_MAX_BYTES, &rest), FILE_OK);
    while (span_cut(rest, '\n', &line, &rest)) {
        struct span input;
        struct span expected;
        struct span why;
        if (span_starts_with(line, SPAN("#"))) {
            continue;
        }
        assert_true(span_cut(line, '\t', &input, &expected));
        if (span_cut(expected, '\t', &expected, &why)) {
            assert_true(why.len > 0);
        }
        check_case(&a, unescaped(&a, input), unescaped(&a, expected));
        count++;
    }
    assert_true(count > 60);
    arena_finish(&a);
}

static void folded_for_comparing(void **state)
{
    (void)state;
    struct arena a;
    struct address address;
    const char *why;
    arena_init(&a);
    assert_true(address_parse(&a, SPAN("Anna.Ж@Example.ORG"), &address, &why));
    assert_span_is(address_folded(&a, &address), "anna.Ж@example.org");
    assert_span_is(address.local, "Anna.Ж");
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_of_the_table),
        cmocka_unit_test(folded_for_comparing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
