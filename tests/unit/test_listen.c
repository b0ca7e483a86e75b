// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "http/listen.h"

static void addresses_are_printed_as_written(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "127.0.0.1:8080", "0.0.0.0:0", "[::]:65535", "[2001:db8::1]:80", "unix:/run/x.sock"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct listen_address address;
        const char *why;
        char memory[256];
        struct buffer text;
        buffer_init_fixed(&text, memory, sizeof memory);
        assert_true(listen_parse(span_from_c(cases[i]), &address, &why));
        listen_text(&address, &text);
        assert_span_equal(buffer_span(&text), span_from_c(cases[i]));
    }
}

static void what_is_no_address(void **state)
{
    (void)state;
    static const char *const cases[] = {"", ":", "8080", ":8080", "127.0.0.1",
        "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:+80", "127.0.0.1: 80", "127.0.0.1:80 ",
        "::1:80", "[::1]", "[::1]80", "[127.0.0.1]:80", "::1]:80", "[::1:80", "[]:80",
        "localhost:80", "*:80", "unix:", "unix:x", "Unix:/x"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct listen_address address;
        const char *why = NULL;
        assert_false(listen_parse(span_from_c(cases[i]), &address, &why));
        assert_non_null(why);
    }
    struct listen_address address;
    const char *why = NULL;
    assert_false(listen_parse(SPAN("unix:/a\0b"), &address, &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_printed_as_written),
        cmocka_unit_test(what_is_no_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
