// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "answers/parameters.h"

#include <string.h>

struct parse_case {
    const char *text;
    enum parameters_kind kind;
    const char *value; // of "email"; NULL: the text is refused
    const char *why;
};

static void values_as_clients_write_them(void **state)
{
    (void)state;
    static const struct parse_case cases[] = {
        {"email=jo@example.org", PARAMETERS_QUERY, "jo@example.org", "raw"},
        {"email=jo%40example.org", PARAMETERS_QUERY, "jo@example.org", "escaped"},
        {"email=jo%2bx%40example.org", PARAMETERS_QUERY, "jo+x@example.org", "small digits"},
        {"email=jo+x@example.org", PARAMETERS_QUERY, "jo+x@example.org", "a raw + is itself"},
        {"email=jo+x%40example.org", PARAMETERS_FORM, "jo x@example.org", "in a form a blank"},
        {"email=jo%2Bx%40example.org", PARAMETERS_FORM, "jo+x@example.org", "in a form escaped"},
        {"a=b&email=x&c=d", PARAMETERS_QUERY, "x", "among others"},
        {"EMail=x", PARAMETERS_QUERY, "x", "in any letter case"},
        {"%65mail=x", PARAMETERS_QUERY, "x", "an escaped name"},
        {"email=x&email=y", PARAMETERS_QUERY, "x", "the first counts"},
        {"email=&email=y", PARAMETERS_QUERY, "y", "an empty one is as good as absent"},
        {"email&email=y", PARAMETERS_QUERY, "y", "so is one without a value"},
        {"email=", PARAMETERS_QUERY, "", "empty"},
        {"email", PARAMETERS_QUERY, "", "without a value"},
        {"", PARAMETERS_QUERY, "", "nothing at all"},
        {"&&&email=x&", PARAMETERS_QUERY, "x", "nothing between separators"},
        {"=x&email=y", PARAMETERS_QUERY, "y", "a value without a name"},
        {"email=a=b", PARAMETERS_QUERY, "a=b", "only the first '=' separates"},
        {"email=a;b", PARAMETERS_QUERY, "a;b", "a ';' separates nothing"},
        {"emailmd5=x", PARAMETERS_QUERY, "", "a longer name is another"},
        {"email=%c3%a9", PARAMETERS_QUERY, "\xC3\xA9", "UTF-8"},
        {"email=%ff", PARAMETERS_QUERY, "\xFF", "any byte but NUL"},
        {"email=%25", PARAMETERS_QUERY, "%", "an escaped '%'"},
        {"email=%2525", PARAMETERS_QUERY, "%25", "decoded once"},
        {"email=%", PARAMETERS_QUERY, NULL, "cut short"},
        {"email=%4", PARAMETERS_QUERY, NULL, "cut short"},
        {"email=%zz", PARAMETERS_QUERY, NULL, "no digits"},
        {"email=%4g", PARAMETERS_QUERY, NULL, "no digit"},
        {"email=%-1", PARAMETERS_QUERY, NULL, "no number for strtol()"},
        {"email=%00", PARAMETERS_QUERY, NULL, "a NUL"},
        {"email=x&other=%", PARAMETERS_QUERY, NULL, "in another value"},
        {"%=x&email=x", PARAMETERS_QUERY, NULL, "in a name"},
        {"email=%0d%0aX:", PARAMETERS_QUERY, "\r\nX:", "line ends are the reader's business"},
    };
    struct arena a;
    struct parameters p;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool fine = parameters_parse(&a, span_from_c(cases[i].text), cases[i].kind, &p);
        if (fine != (cases[i].value != NULL)) {
            fail_msg("%s (%s): %s", cases[i].text, cases[i].why, fine ? "taken" : "refused");
        }
        if (fine) {
            assert_span_equal(parameters_find(&p, "email"), span_from_c(cases[i].value));
        }
    }
    arena_finish(&a);
}

static void spaces_around_an_address(void **state)
{
    (void)state;
    struct arena a;
    struct parameters p;
    arena_init(&a);
    assert_true(parameters_parse(
        &a, SPAN("a=%20%20jo%20x@y%20&b=%20&c=%0Ajo%0D&d=&e=jo"), PARAMETERS_QUERY, &p));
    assert_span_is(parameters_find_address(&p, "a"), "jo x@y");
    assert_span_is(parameters_find_address(&p, "b"), "");
    assert_span_is(parameters_find_address(&p, "c"), "\njo\r");
    assert_span_is(parameters_find_address(&p, "d"), "");
    assert_span_is(parameters_find_address(&p, "e"), "jo");
    arena_finish(&a);
}

static void a_raw_nul_is_refused(void **state)
{
    (void)state;
    struct arena a;
    struct parameters p;
    arena_init(&a);
    assert_false(parameters_parse(&a, SPAN("email=a\0b"), PARAMETERS_FORM, &p));
    arena_finish(&a);
}

static void so_many_and_no_more(void **state)
{
    (void)state;
    char text[2 * PARAMETERS_MAX + 8];
    struct arena a;
    struct parameters p;
    arena_init(&a);
    for (size_t i = 0; i < PARAMETERS_MAX; i++) {
        memcpy(text + 2 * i, "a&", 2);
    }
    assert_true(parameters_parse(
        &a, (struct span){text, (size_t)2 * PARAMETERS_MAX}, PARAMETERS_QUERY, &p));
    assert_int_equal(p.len, PARAMETERS_MAX);
    memcpy(text + (size_t)2 * PARAMETERS_MAX, "b", 1);
    assert_false(parameters_parse(
        &a, (struct span){text, (size_t)2 * PARAMETERS_MAX + 1}, PARAMETERS_QUERY, &p));
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_as_clients_write_them),
        cmocka_unit_test(spaces_around_an_address),
        cmocka_unit_test(a_raw_nul_is_refused),
        cmocka_unit_test(so_many_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
