// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include <string.h>

#include "answers/autoconfig.h"
#include "answers/autodiscover.h"
#include "answers/autodiscover_json.h"
#include "answers/mobileconfig.h"
#include "answers/pacc.h"
#include "answers/page.h"
#include "answers/qr.h"
#include "answers/redirect.h"
#include "http/route.h"

static void table_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < route_count; i++) {
        assert_true(strcmp(routes[i - 1].path, routes[i].path) < 0);
    }
}

static void rows_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        struct span path = span_from_c(routes[i].path);
        assert_int_equal(routes[i].answer == NULL, routes[i].endpoint == ENDPOINT_ACME);
        assert_true(routes[i].endpoint > ENDPOINT_NONE && routes[i].endpoint < ENDPOINT_ADMIN);
        assert_true(span_starts_with(path, SPAN("/")));
        for (size_t k = 0; k < path.len; k++) {
            assert_true(ascii_lower(path.ptr[k]) == path.ptr[k]);
        }
        const struct route *found = route_find(path);
        assert_ptr_equal(found, &routes[i]);
    }
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        assert_non_null(endpoint_words[i]);
    }
}

static void paths_lead_to_their_answers(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        answer_function *answer; // NULL: none
    } cases[] = {
        {"/mail/config-v1.1.xml", autoconfig_answer},
        {"/.well-known/autoconfig/mail/config-v1.1.xml", autoconfig_answer},
        {"/.well-known/mail-v1.xml", autoconfig_answer},
        {"/v1.1/mail/config-v1.1.xml", autoconfig_answer},
        {"/v1.1/mail/config-v1.1.xml/", autoconfig_ispdb_answer},
        {"/v1.1/", autoconfig_ispdb_answer},
        {"/v1.1/example.com", autoconfig_ispdb_answer},
        {"/v1.1/zzz", autoconfig_ispdb_answer},
        {"/v1.1/a/b", autoconfig_ispdb_answer},
        {"/v1.1", NULL},
        {"/V1.1/example.com", NULL},
        {"/autodiscover/autodiscover.xml", autodiscover_answer},
        {"/Autodiscover/Autodiscover.xml", autodiscover_answer},
        {"/AUTODISCOVER/AUTODISCOVER.XML", autodiscover_answer},
        {"/autodiscover/autodiscover.xml/", NULL},
        {"/autodiscover/autodiscover.xmlx", NULL},
        {"/autodiscover/autodiscover.json", autodiscover_json_answer},
        {"/AutoDiscover/AutoDiscover.JSON", autodiscover_json_answer},
        {"/autodiscover/autodiscover.json/v1.0/", autodiscover_json_answer},
        {"/Autodiscover/Autodiscover.json/V1.0/Jo@Example.org", autodiscover_json_answer},
        {"/autodiscover/autodiscover.json/v1.0/~/zzz", autodiscover_json_answer},
        {"/autodiscover/autodiscover.json/v1.0", NULL},
        {"/autodiscover/autodiscover.json/v2.0/jo@example.org", NULL},
        {"/autodiscover/autodiscover.json/", NULL},
        {"/.well-known/user-agent-configuration.json", pacc_answer},
        {"/.well-known/User-Agent-Configuration.json", NULL},
        {"/.well-known/user-agent-configuration.json/", NULL},
        {"/profile.mobileconfig", mobileconfig_answer},
        {"/email.mobileconfig", mobileconfig_answer},
        {"/apple.mobileconfig", mobileconfig_answer},
        {"/mobileconfig", mobileconfig_answer},
        {"/mobileconfig/", mobileconfig_answer},
        {"/mobileconfig/x", NULL},
        {"/Mobileconfig", NULL},
        {"/qr/apple.svg", qr_apple_answer},
        {"/qr/thunderbird.svg", qr_thunderbird_answer},
        {"/qr/", NULL},
        {"/.well-known/caldav", redirect_caldav_answer},
        {"/.well-known/carddav", redirect_carddav_answer},
        {"/.well-known/jmap", redirect_jmap_answer},
        {"/.well-known/caldav/", NULL},
        {"/", page_answer},
        {"/settings", page_answer},
        {"/settings/", NULL},
        {"/Settings", NULL},
        {"", NULL},
        {"~", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct route *route = route_find(span_from_c(cases[i].path));
        assert_true((route == NULL) == (cases[i].answer == NULL));
        assert_true(route == NULL || route->answer == cases[i].answer);
    }
}

static void methods_are_those_of_the_row(void **state)
{
    (void)state;
    const struct route *read = route_find(SPAN("/mail/config-v1.1.xml"));
    const struct route *post = route_find(SPAN("/autodiscover/autodiscover.xml"));
    const struct route *any = route_find(SPAN("/.well-known/caldav"));
    assert_true(route_allows(read, METHOD_GET) && route_allows(read, METHOD_HEAD));
    assert_false(route_allows(read, METHOD_POST) || route_allows(read, METHOD_OTHER));
    assert_true(route_allows(post, METHOD_GET) && route_allows(post, METHOD_POST));
    assert_false(route_allows(post, METHOD_OTHER));
    assert_true(route_allows(any, METHOD_OTHER));
    assert_string_equal(route_methods_text(read), "GET, HEAD");
    assert_string_equal(route_methods_text(post), "GET, HEAD, POST");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_is_sorted),
        cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(paths_lead_to_their_answers),
        cmocka_unit_test(methods_are_those_of_the_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
