// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/buffer.h"
#include "http/response.h"

static struct buffer body;

static int make_body(void **state)
{
    (void)state;
    buffer_init(&body, 1024);
    buffer_add_c(&body, "hello");
    return 0;
}

static int free_body(void **state)
{
    (void)state;
    buffer_finish(&body);
    return 0;
}

static struct answer answer_of(enum cache cache, uint32_t max_age_s)
{
    return (struct answer){.status = 200, .cache = cache, .max_age_s = max_age_s, .body = &body};
}

static void cache_control(void **state)
{
    (void)state;
    static const struct {
        enum cache cache;
        uint32_t max_age_s;
        const char *text;
    } cases[] = {
        {CACHE_NO_STORE, 3600, "no-store"},
        {CACHE_PRIVATE_NO_STORE, 3600, "private, no-store"},
        {CACHE_PRIVATE, 3600, "private, max-age=3600"},
        {CACHE_PUBLIC, 0, "public, max-age=0"},
        {CACHE_PUBLIC, UINT32_MAX, "public, max-age=4294967295"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[RESPONSE_CACHE_BYTES];
        struct answer answer = answer_of(cases[i].cache, cases[i].max_age_s);
        response_cache_control(&answer, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void only_what_may_be_stored_has_a_tag(void **state)
{
    (void)state;
    char tag[RESPONSE_ETAG_BYTES];
    char other[RESPONSE_ETAG_BYTES];
    struct answer answer = answer_of(CACHE_PUBLIC, 0);
    assert_true(response_etag(&answer, tag));
    assert_int_equal(tag[0], '"');
    assert_true(span_ends_with(span_from_c(tag), SPAN("\"")));
    answer.cache = CACHE_PRIVATE;
    assert_true(response_etag(&answer, other));
    assert_string_equal(tag, other);
    buffer_add_c(&body, "!");
    assert_true(response_etag(&answer, other));
    assert_string_not_equal(tag, other);
    answer.status = 301;
    assert_false(response_etag(&answer, tag));
    answer = answer_of(CACHE_NO_STORE, 0);
    assert_false(response_etag(&answer, tag));
    answer = answer_of(CACHE_PRIVATE_NO_STORE, 0);
    assert_false(response_etag(&answer, tag));
}

static void if_none_match(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool matches;
    } cases[] = {
        {"\"a\"", true},
        {"W/\"a\"", true},
        {"\"x\", \"a\"", true},
        {"\"x\",W/\"a\" ,\"y\"", true},
        {"*", true},
        {" \"a\" ", true},
        {"\"ab\"", false},
        {"a", false},
        {"w/\"a\"", false},
        {"", false},
        {",,", false},
        {"\"x\"", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(
            response_matches(span_from_c(cases[i].header), SPAN("\"a\"")), cases[i].matches);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cache_control, make_body, free_body),
        cmocka_unit_test_setup_teardown(only_what_may_be_stored_has_a_tag, make_body, free_body),
        cmocka_unit_test(if_none_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
