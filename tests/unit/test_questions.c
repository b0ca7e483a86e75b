// SPDX-License-Identifier: MIT
// The URLs that programs ask, and the names that they make of an MX host.
#include "span_assert.h"

#include "doctor/checks.h"

static const struct {
    const char *mx, *full, *base;
} mx_names[] = {
    {"mx.example.com", "", "example.com"},
    {"mx.example.co.uk", "", "example.co.uk"},
    {"mx.premium.europe.example.com", "premium.europe.example.com", "example.com"},
    {"acme-com.mail.protection.outlook.com", "mail.protection.outlook.com", "outlook.com"},
    {"aspmx.l.google.com", "l.google.com", "google.com"},
    {"emx.mail.ru", "", "mail.ru"},
    {"example.com", "", "example.com"},
    {"mx.a.example", "", "a.example"}, // a top-level domain that the list does not know
    {"localhost", "", ""},
    {"", "", ""},
};

static void names_of_mx_hosts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mx_names); i++) {
        struct span full;
        struct span base;
        naming_of_mx(span_from_c(mx_names[i].mx), &full, &base);
        assert_span_equal(full, span_from_c(mx_names[i].full));
        assert_span_equal(base, span_from_c(mx_names[i].base));
    }
}

static const struct naming names = {
    .domain = {"a.example", 9},
    .asked = {"o'b&c+d@a.example", 17},
    .stranger = {"nobody-1@a.example", 18},
    .foreign = {"x@y.invalid", 11},
    .mx_base = {"mx.example", 10},
    .dav = {[DAV_CALENDARS] = {"dav.a.example:8443/calendars/", 29}},
};

static const struct {
    enum question question;
    const char *url;
} urls[] = {
    {QUESTION_AUTOCONFIG,
        "https://autoconfig.a.example/mail/config-v1.1.xml?emailaddress=o%27b%26c%2Bd%40a.example"},
    {QUESTION_BARE_WELL_KNOWN_HTTP, "http://a.example/.well-known/autoconfig/mail/config-v1.1.xml"},
    {QUESTION_HIDDEN_AUTOCONFIG, "https://autoconfig.a.example/mail/config-v1.1.xml?emailaddress="
                                 "EVOLUTIONUSER%40a.example"},
    {QUESTION_DATABASE, "https://autoconfig.thunderbird.net/v1.1/a.example"},
    {QUESTION_MX_FULL, ""}, // there is none
    {QUESTION_BARE_MX_BASE, "https://autoconfig.mx.example/mail/config-v1.1.xml"},
    {QUESTION_OUTLOOK, "https://autodiscover.a.example/autodiscover/autodiscover.xml"},
    {QUESTION_OUTLOOK_SRV, ""},
    {QUESTION_PROFILE,
        "https://autoconfig.a.example/profile.mobileconfig?email=o%27b%26c%2Bd%40a.example"},
    {QUESTION_MAIL_SRV, ""},
    {QUESTION_OUTLOOK_JSON_ACTIVESYNC, "https://autodiscover.a.example/autodiscover/"
                                       "autodiscover.json?Email=o%27b%26c%2Bd%40a.example"
                                       "&Protocol=ActiveSync&RedirectCount=1"},
    {QUESTION_CALDAV, "https://dav.a.example:8443/calendars/"},
    {QUESTION_CARDDAV, ""}, // said to be nowhere
    {QUESTION_CARDDAV_HTTP, "http://a.example/.well-known/carddav"},
};

static void urls_of_questions(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        assert_span_equal(question_url(&a, urls[i].question, &names), span_from_c(urls[i].url));
    }
    struct span body = question_body(&a, QUESTION_OUTLOOK, FETCH_POST, &names);
    struct span before;
    struct span after;
    assert_true(span_cut(body, '&', &before, &after));
    assert_true(span_starts_with(after, SPAN("amp;c+d@a.example</EMailAddress>")));
    assert_int_equal(question_body(&a, QUESTION_AUTOCONFIG, FETCH_GET, &names).len, 0);
    arena_finish(&a);
}

static void no_row_is_missing(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        assert_non_null(question_table[i].id);
        assert_non_null(question_table[i].language);
    }
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        assert_non_null(check_table[i].id);
        assert_true(check_table[i].mend != NULL && check_table[i].verdict != VERDICT_OK);
    }
    for (size_t i = 0; i < client_count; i++) {
        assert_int_equal(client_table[i].routes[ROUTES_MAX - 1], QUESTION_NONE); // it ends
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_mx_hosts),
        cmocka_unit_test(urls_of_questions),
        cmocka_unit_test(no_row_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
