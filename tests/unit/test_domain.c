// SPDX-License-Identifier: MIT
// How names are normalised stands in tests/cases/address.tsv, by way of the address.
#include "span_assert.h"

#include "model/domain.h"

static void hosts_of_requests(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        const char *domain; // NULL: none
    } cases[] = {
        {"autoconfig.example.org", "autoconfig.example.org"},
        {"EXAMPLE.org.:443", "example.org"},
        {"example.org:", "example.org"},
        {"example.org:80", "example.org"},
        {"example.org:65535", "example.org"},
        {"пример.рф:80", "xn--e1afmkfd.xn--p1ai"},
        {"localhost", "localhost"},
        {"example.org:65536", NULL},
        {"example.org:http", NULL},
        {"example.org:80:80", NULL},
        {"", NULL},
        {":80", NULL},
        {"127.0.0.1:8080", NULL},
        {"[::1]:80", NULL},
        {"::1", NULL},
        {"example.org/path", NULL},
        {"user@example.org", NULL},
        {"example.org, evil.example", NULL},
        {" example.org", NULL},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct span domain = SPAN("untouched");
        bool found = domain_from_host(&a, span_from_c(cases[i].host), &domain);
        assert_int_equal(found, cases[i].domain != NULL);
        assert_span_equal(domain, found ? span_from_c(cases[i].domain) : SPAN("untouched"));
    }
    arena_finish(&a);
}

static void leading_labels_of_clients(void **state)
{
    (void)state;
    static const struct {
        const char *domain;
        const char *rest;
        bool prefixed;
    } cases[] = {
        {"autoconfig.example.org", "example.org", true},
        {"autodiscover.example.org", "example.org", true},
        {"ua-auto-config.example.org", "example.org", true},
        {"autoconfig.autoconfig.org", "autoconfig.org", true}, // one label only
        {"example.org", "example.org", false},
        {"myautoconfig.example.org", "myautoconfig.example.org", false},
        {"autoconfig", "autoconfig", false},
        {"mail.autoconfig.example.org", "mail.autoconfig.example.org", false},
        {"", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool prefixed = !cases[i].prefixed;
        struct span rest = domain_without_prefix(span_from_c(cases[i].domain), &prefixed);
        assert_span_equal(rest, span_from_c(cases[i].rest));
        assert_int_equal(prefixed, cases[i].prefixed);
    }
}

static void public_suffixes(void **state)
{
    (void)state;
    assert_true(domain_is_public_suffix(SPAN("com")));
    assert_true(domain_is_public_suffix(SPAN("co.uk")));
    assert_true(domain_is_public_suffix(SPAN("github.io")));
    assert_true(domain_is_public_suffix(SPAN("xn--p1ai")));
    assert_false(domain_is_public_suffix(SPAN("example.com")));
    assert_false(domain_is_public_suffix(SPAN("local"))); // nobody registers there
    assert_false(domain_is_public_suffix(SPAN("")));
    char longest[254];
    for (size_t i = 0; i < sizeof longest; i++) {
        longest[i] = i % 2 == 0 ? 'a' : '.';
    }
    assert_false(domain_is_public_suffix((struct span){longest, 253}));
    assert_false(domain_is_public_suffix((struct span){longest, 254}));
}

static void ipv4_addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"0.0.0.0", "1.2.3.4", "255.255.255.255", "010.1.1.1"};
    static const char *const bad[] = {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3",
        "256.1.1.1", "1.1.1.256", "1.1.1.0001", "a.b.c.d", "1.2.3.4 ", "-1.2.3.4", "0x1.2.3.4"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(domain_is_ipv4(span_from_c(good[i])));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(domain_is_ipv4(span_from_c(bad[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_of_requests),
        cmocka_unit_test(leading_labels_of_clients),
        cmocka_unit_test(public_suffixes),
        cmocka_unit_test(ipv4_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
