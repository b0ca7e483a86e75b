// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "http/forwarded.h"

static const struct peer proxy = {.ip = {{[10] = 0xff, [11] = 0xff, 127, 0, 0, 1}}};

static struct origin origin_of(const struct forwarding *headers)
{
    struct proxies proxies = {.count = 0};
    struct origin origin;
    const char *why;
    assert_true(proxies_add(&proxies, SPAN("127.0.0.0/8"), &why));
    assert_true(proxies_add(&proxies, SPAN("10.0.0.0/8"), &why));
    forwarded_origin(&proxies, &proxy, headers, &origin);
    return origin;
}

static void check_client(const struct origin *origin, const char *expected)
{
    char text[IP_TEXT_BYTES];
    assert_true(origin->has_client);
    assert_span_equal(ip_text(&origin->client, text), span_from_c(expected));
}

static void forwarded_is_read_from_the_right(void **state)
{
    (void)state;
    static const struct {
        const char *line, *client, *host;
        enum scheme scheme;
    } cases[] = {
        {"for=192.0.2.7", "192.0.2.7", "", SCHEME_UNKNOWN},
        {"For=192.0.2.7;Proto=HTTPS;hOST=a.example", "192.0.2.7", "a.example", SCHEME_HTTPS},
        {"for=192.0.2.7; proto=http ,for=10.0.0.1;host=b.example", "192.0.2.7", "b.example",
            SCHEME_HTTP},
        {"for=203.0.113.9;host=evil.example;proto=http, for=192.0.2.7;proto=https", "192.0.2.7", "",
            SCHEME_HTTPS},
        {"for=\"[2001:db8::7]:80\";host=\"a.example:443\"", "2001:db8::7", "a.example:443",
            SCHEME_UNKNOWN},
        {"for=\"192.0.2.7:_port\"", "192.0.2.7", "", SCHEME_UNKNOWN},
        {"for=[2001:db8::7]", "2001:db8::7", "", SCHEME_UNKNOWN},
        {"for=_hidden;host=a.example", "127.0.0.1", "a.example", SCHEME_UNKNOWN},
        {"for=10.0.0.2, for=unknown, for=10.0.0.1", "10.0.0.1", "", SCHEME_UNKNOWN},
        {"by=10.0.0.1;proto=https", "127.0.0.1", "", SCHEME_HTTPS},
        {"for=192.0.2.7;proto=gopher", "192.0.2.7", "", SCHEME_UNKNOWN},
        {"for=192.0.2.7;x=\"a,b;c\"", "192.0.2.7", "", SCHEME_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forwarding headers = {.forwarded = {.count = 0}};
        header_lines_add(&headers.forwarded, span_from_c(cases[i].line));
        struct origin origin = origin_of(&headers);
        check_client(&origin, cases[i].client);
        assert_span_equal(origin.host, span_from_c(cases[i].host));
        assert_int_equal(origin.scheme, cases[i].scheme);
    }
}

static void rubbish_is_as_good_as_absent(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "for", "for=", "=x", "for=\"192.0.2.7",
        "for=192.0.2.7 x", "for=192.0.2.7,", "for=192.0.2.7;", "for=192.0.2.7,,for=10.0.0.1",
        "for=\"192.0.2.\\7\"", "for=(192.0.2.7)"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forwarding headers = {.forwarded = {.count = 0}};
        header_lines_add(&headers.forwarded, span_from_c(cases[i]));
        header_lines_add(&headers.x_for, SPAN("203.0.113.1"));
        struct origin origin = origin_of(&headers);
        check_client(&origin, "203.0.113.1");
    }
}

static void several_lines_are_one_list(void **state)
{
    (void)state;
    struct forwarding headers = {.forwarded = {.count = 0}};
    header_lines_add(&headers.x_for, SPAN("203.0.113.1, 192.0.2.7"));
    header_lines_add(&headers.x_for, SPAN("10.0.0.1"));
    header_lines_add(&headers.x_proto, SPAN("http, https"));
    header_lines_add(&headers.x_host, SPAN("a.example"));
    header_lines_add(&headers.x_host, SPAN(" b.example "));
    struct origin origin = origin_of(&headers);
    check_client(&origin, "192.0.2.7");
    assert_int_equal(origin.scheme, SCHEME_HTTPS);
    assert_span_is(origin.host, "b.example");
}

static void too_many_hops_lose_the_farthest(void **state)
{
    (void)state;
    struct forwarding headers = {.forwarded = {.count = 0}};
    header_lines_add(&headers.x_for, SPAN("203.0.113.1"));
    for (int i = 0; i < 100; i++) {
        header_lines_add(&headers.x_for, SPAN("10.0.0.1,10.0.0.2,10.0.0.3"));
    }
    struct origin origin = origin_of(&headers);
    check_client(&origin, "10.0.0.3"); // the left-most that is kept
    assert_int_equal(headers.x_for.count, FORWARDED_LINES_MAX);
}

static void a_stranger_is_not_believed(void **state)
{
    (void)state;
    const struct proxies nobody = {.count = 0};
    struct forwarding headers = {.forwarded = {.count = 0}};
    struct origin origin;
    header_lines_add(&headers.forwarded, SPAN("for=192.0.2.7;host=a.example;proto=https"));
    header_lines_add(&headers.x_for, SPAN("192.0.2.7"));
    forwarded_origin(&nobody, &proxy, &headers, &origin);
    check_client(&origin, "127.0.0.1");
    assert_int_equal(origin.scheme, SCHEME_UNKNOWN);
    assert_int_equal(origin.host.len, 0);

    const struct peer local = {.is_unix = true};
    forwarded_origin(&nobody, &local, &headers, &origin);
    assert_false(origin.has_client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwarded_is_read_from_the_right),
        cmocka_unit_test(rubbish_is_as_good_as_absent),
        cmocka_unit_test(several_lines_are_one_list),
        cmocka_unit_test(too_many_hops_lose_the_farthest),
        cmocka_unit_test(a_stranger_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
