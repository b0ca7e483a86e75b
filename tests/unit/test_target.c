// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include <string.h>

#include "base/limits.h"
#include "http/target.h"

static char memory[TARGET_MAX_BYTES];

static bool parse(struct span text, struct target *out)
{
    memcpy(memory, text.ptr, text.len);
    return target_parse(memory, text.len, out);
}

static void targets_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *in, *path, *query, *authority;
    } cases[] = {
        {"/", "/", "", ""},
        {"/a/b", "/a/b", "", ""},
        {"/a?", "/a", "", ""},
        {"/a?b=c?d&e", "/a", "b=c?d&e", ""},
        {"/?x", "/", "x", ""},
        {"/%61%2Fb%3f?%61", "/a/b?", "%61", ""},
        {"/%2561", "/%61", "", ""},
        {"/a?b=%zz%", "/a", "b=%zz%", ""},
        {"/\xc3\xa9", "/\xc3\xa9", "", ""},
        {"http://a.example/b?c", "/b", "c", "a.example"},
        {"HTTPS://a.example:443/", "/", "", "a.example:443"},
        {"http://a.example", "/", "", "a.example"},
        {"http://a.example?b", "/", "b", "a.example"},
        {"http://[::1]:80/x", "/x", "", "[::1]:80"},
        {"//a.example/b", "//a.example/b", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct target target;
        assert_true(parse(span_from_c(cases[i].in), &target));
        assert_span_equal(target.path, span_from_c(cases[i].path));
        assert_span_equal(target.query, span_from_c(cases[i].query));
        assert_span_equal(target.authority, span_from_c(cases[i].authority));
    }
}

static void malformed_targets(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "a", "*", "?a", "a.example:443", "/a b", "/a\tb",
        "/a\x7f", "/a#b", "/a?b#c", "/%", "/%6", "/%6g", "/%g6", "/%00", "/a%00b", "http:/a",
        "http://", "http:///a", "http://a b/", "http://u@a/", "http://a%2e/", "ftp://a/",
        "http//a/"};
    struct target target;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_false(parse(span_from_c(cases[i]), &target));
    }
    assert_false(parse(SPAN("/a\0b"), &target));
    assert_false(parse(SPAN("/a?b\0c"), &target));
}

static void authorities(void **state)
{
    (void)state;
    static char long_name[HOST_MAX_BYTES + 1];
    memset(long_name, 'a', sizeof long_name);
    assert_true(target_is_authority((struct span){long_name, HOST_MAX_BYTES}));
    assert_false(target_is_authority((struct span){long_name, sizeof long_name}));
    assert_true(target_is_authority(SPAN("")));
    assert_true(target_is_authority(SPAN("B\xc3\xbc"
                                         "cher.example:80")));
    assert_false(target_is_authority(SPAN("a/b")));
    assert_false(target_is_authority(SPAN("a\0b")));
    assert_false(target_is_authority(SPAN("a,b")));
    assert_false(target_is_authority(SPAN("a@b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_taken_apart),
        cmocka_unit_test(malformed_targets),
        cmocka_unit_test(authorities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
