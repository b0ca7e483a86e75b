// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "answers/person.h"

static void names_are_fit_for_one_line(void **state)
{
    (void)state;
    static const struct {
        const char *name, *clean, *with_tabs;
    } cases[] = {
        {"", "", ""},
        {"Jo Doe", "Jo Doe", "Jo Doe"},
        {" \t\r\n Jo \n", "Jo", "Jo"},
        {"\n \x1B", "", ""},
        {"Jo\r\nDoe", "JoDoe", "JoDoe"},
        {"Jo\tDoe", "JoDoe", "Jo\tDoe"},
        {"\x7FJo\x1B[31m", "Jo[31m", "Jo[31m"},
        {"Jo\xC2\x85\xC2\x9F \xC2\xA0!", "Jo \xC2\xA0!", "Jo \xC2\xA0!"},
        {"\xE2\x80\xAEJo\xE2\x80\xA8\xE2\x81\xA6\xD8\x9C", "Jo", "Jo"},
        {"\xFFJo\xC3", "Jo", "Jo"},
        {"Jo \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7", // two characters, joined to one
            "Jo \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7",
            "Jo \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7"},
        {"Jo\xEF\xBF\xBE\xEF\xBF\xBF\xF0\x9F\xBF\xBF", "Jo", "Jo"}, // U+FFFE, U+FFFF, U+1FFFF
        {"Jo\xEF\xBF\xBD", "Jo\xEF\xBF\xBD", "Jo\xEF\xBF\xBD"},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct span name = span_from_c(cases[i].name);
        assert_span_equal(person_clean(&a, name, false), span_from_c(cases[i].clean));
        assert_span_equal(person_clean(&a, name, true), span_from_c(cases[i].with_tabs));
    }
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_fit_for_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
