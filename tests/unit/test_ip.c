// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "http/ip.h"

static void text_is_as_people_write_it(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"2001:DB8:0:0::1", "2001:db8::1"},
        {"::", "::"},
        {"0.0.0.0", "0.0.0.0"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ip ip;
        char text[IP_TEXT_BYTES];
        assert_true(ip_parse(span_from_c(cases[i].in), &ip));
        assert_span_equal(ip_text(&ip, text), span_from_c(cases[i].out));
    }
}

static void what_is_no_address(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4",
        "1.2.3.4 ", "[::1]", "::1%eth0", "fe80::1::2", "example.com", "1.2.3.4/8",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"};
    struct ip ip;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_false(ip_parse(span_from_c(cases[i]), &ip));
    }
    assert_false(ip_parse(SPAN("1.2.3.4\0"), &ip));
    assert_false(ip_parse(SPAN("::1\0x"), &ip));
}

static void network_keeps_the_first_bits(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        unsigned bits;
        const char *out;
    } cases[] = {
        {"192.0.2.255", 128, "192.0.2.255"},
        {"192.0.2.255", 120, "192.0.2.0"},
        {"192.0.2.255", 121, "192.0.2.128"},
        {"192.0.2.255", 96, "0.0.0.0"},
        {"2001:db8:1:2:3:4:5:6", 64, "2001:db8:1:2::"},
        {"2001:db8:ffff::", 33, "2001:db8:8000::"},
        {"2001:db8::", 0, "::"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ip ip;
        char text[IP_TEXT_BYTES];
        assert_true(ip_parse(span_from_c(cases[i].in), &ip));
        struct ip network = ip_network(&ip, cases[i].bits);
        assert_span_equal(ip_text(&network, text), span_from_c(cases[i].out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_as_people_write_it),
        cmocka_unit_test(what_is_no_address),
        cmocka_unit_test(network_keeps_the_first_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
