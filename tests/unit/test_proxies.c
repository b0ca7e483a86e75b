// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "http/proxies.h"

static bool trusts(const struct proxies *proxies, const char *address)
{
    struct peer peer = {.is_unix = false};
    assert_true(ip_parse(span_from_c(address), &peer.ip));
    return proxies_trust(proxies, &peer);
}

static void ranges_hold_what_is_in_them(void **state)
{
    (void)state;
    struct proxies proxies = {.count = 0};
    const char *why;
    assert_true(proxies_add(&proxies, SPAN("10.1.2.3/8"), &why)); // host bits do not matter
    assert_true(proxies_add(&proxies, SPAN("192.0.2.1"), &why));
    assert_true(proxies_add(&proxies, SPAN("2001:db8::/32"), &why));
    assert_true(trusts(&proxies, "10.0.0.0"));
    assert_true(trusts(&proxies, "10.255.255.255"));
    assert_true(trusts(&proxies, "::ffff:10.0.0.1"));
    assert_false(trusts(&proxies, "11.0.0.0"));
    assert_true(trusts(&proxies, "192.0.2.1"));
    assert_false(trusts(&proxies, "192.0.2.2"));
    assert_true(trusts(&proxies, "2001:db8:ffff::1"));
    assert_false(trusts(&proxies, "2001:db9::"));
    assert_false(trusts(&proxies, "::1"));
}

static void everybody(void **state)
{
    (void)state;
    struct proxies proxies = {.count = 0};
    const char *why;
    assert_true(proxies_add(&proxies, SPAN("0.0.0.0/0"), &why));
    assert_true(trusts(&proxies, "203.0.113.1"));
    assert_false(trusts(&proxies, "::1")); // of IPv4 only
    assert_true(proxies_add(&proxies, SPAN("::/0"), &why));
    assert_true(trusts(&proxies, "::1"));
}

static void unix_sockets_are_trusted_by_name_only(void **state)
{
    (void)state;
    struct proxies proxies = {.count = 0};
    const char *why;
    const struct peer local = {.is_unix = true};
    assert_true(proxies_add(&proxies, SPAN("::/0"), &why));
    assert_false(proxies_trust(&proxies, &local));
    assert_true(proxies_add(&proxies, SPAN("unix"), &why));
    assert_true(proxies_trust(&proxies, &local));
}

static void what_is_no_range(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
        "10.0.0.0/8/8", "10.0.0", "::/129", "unixx", "example.com", "10.0.0.0/8 "};
    struct proxies proxies = {.count = 0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *why = NULL;
        assert_false(proxies_add(&proxies, span_from_c(cases[i]), &why));
        assert_non_null(why);
    }
    assert_int_equal(proxies.count, 0);
}

static void their_number_is_bounded(void **state)
{
    (void)state;
    struct proxies proxies = {.count = 0};
    const char *why;
    for (size_t i = 0; i < PROXIES_MAX; i++) {
        assert_true(proxies_add(&proxies, SPAN("192.0.2.1"), &why));
    }
    assert_false(proxies_add(&proxies, SPAN("192.0.2.1"), &why));
    assert_string_equal(why, "too many trusted proxies");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_hold_what_is_in_them),
        cmocka_unit_test(everybody),
        cmocka_unit_test(unix_sockets_are_trusted_by_name_only),
        cmocka_unit_test(what_is_no_range),
        cmocka_unit_test(their_number_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
