// SPDX-License-Identifier: MIT
// The answers without a socket: a snapshot, a request in an arena of the daemon's own size, an
// answer.
#include "world.h"

#include "answers/autoconfig.h"
#include "answers/autodiscover.h"
#include "answers/mobileconfig.h"
#include "answers/page.h"
#include "answers/qr.h"
#include "base/limits.h"
#include "base/log.h"

#include <inttypes.h>

enum { MANY = 300 };

// What the largest provider that a configuration can name is written as.
static void add_servers(struct buffer *yaml, const char *key, const char *security)
{
    buffer_format(yaml, "    %s:\n", key);
    for (int i = 0; i < MANY; i++) {
        buffer_format(yaml, "      - {host: h%d.%%EMAILDOMAIN%%, security: %s}\n", i, security);
    }
}

static void add_long_url(struct buffer *yaml, const char *key, int pieces)
{
    buffer_format(yaml, "    %s: https://dav.example.com/", key);
    for (int i = 0; i < pieces; i++) {
        buffer_add_c(yaml, "%EMAILADDRESS%/");
    }
    buffer_add_char(yaml, '\n');
}

static struct snapshot *load_largest(int pieces)
{
    struct buffer yaml;
    buffer_init(&yaml, ANSWER_MAX_BYTES);
    buffer_add_c(&yaml, "providers:\n  a:\n    domains: [\"*.example.com\"");
    for (int i = 0; i < MANY; i++) {
        buffer_format(&yaml, ", d%d.example.net", i);
    }
    buffer_add_c(&yaml, "]\n    mx: [");
    for (int i = 0; i < MANY; i++) {
        buffer_format(&yaml, "%sm%d.example.net", i == 0 ? "" : ", ", i);
    }
    buffer_add_c(&yaml, "]\n");
    add_servers(&yaml, "imap", "tls");
    add_servers(&yaml, "pop3", "tls");
    add_servers(&yaml, "smtp", "starttls");
    add_servers(&yaml, "managesieve", "starttls");
    add_servers(&yaml, "xmpp", "starttls");
    add_long_url(&yaml, "caldav", pieces);
    add_long_url(&yaml, "carddav", pieces);
    add_long_url(&yaml, "webdav", pieces);
    add_long_url(&yaml, "jmap", pieces);
    buffer_add_c(
        &yaml, "    autoconfig: {version: 1.2, url_servers: true}\n    outlook: {dav: true}\n");
    return load_written(&yaml);
}

// The arena aborts when it is full: whatever is asked and configured, it must not be.
static void the_largest_answer_fits(void **state)
{
    (void)state;
    struct world w;
    world_open(&w, load_largest(15));
    struct span address = longest_address(&w.other);
    assert_in_range(address.len, ADDRESS_MAX_BYTES - 1, ADDRESS_MAX_BYTES);
    struct request request = {
        .path = SPAN("/mail/config-v1.1.xml"),
        .host = SPAN("autoconfig.example.com"),
        .query = fullest_query(&w.other, "emailaddress", address),
    };
    assert_int_equal(ask(&w, autoconfig_answer, request).status, 200);
    request.query = SPAN("");
    request.path = SPAN("/v1.1/a.example.com");
    assert_int_equal(ask(&w, autoconfig_ispdb_answer, request).status, 200);
    request.query = fullest_query(&w.other, "email", address);
    assert_int_equal(ask(&w, autodiscover_answer, request).status, 200);
    world_close(&w);
}

static void the_largest_profile_fits_or_is_refused(void **state)
{
    (void)state;
    for (int pieces = 0; pieces <= 15; pieces += 3) {
        struct world w;
        world_open(&w, load_largest(pieces));
        struct request request = {
            .method = METHOD_POST,
            .host = SPAN("autoconfig.example.com"),
            .body = fullest_query(&w.other, "email", longest_address(&w.other)),
        };
        struct answer answer = ask(&w, mobileconfig_answer, request);
        assert_int_equal(answer.status, pieces <= 3 ? 200 : 500);
        assert_int_equal(answer.result, pieces <= 3 ? RESULT_HIT : RESULT_FAILED);
        world_close(&w);
    }
}

// As many people as one may ask for, each with the longest address.
static struct span longest_addresses(struct arena *a, size_t count)
{
    struct buffer out;
    char *room = arena_alloc(a, BODY_MAX_BYTES);
    buffer_init_fixed(&out, room, BODY_MAX_BYTES);
    buffer_add_c(&out, "addresses=");
    for (size_t i = 0; i < count; i++) {
        struct span address = longest_address(a);
        buffer_format(&out, "%s%zu%.*s", i == 0 ? "" : ",", i, SPAN_ARGS(span_from(address, 1)));
    }
    buffer_add_c(&out, "&name=");
    for (int i = 0; i < PERSON_MAX_CHARACTERS; i++) {
        buffer_add_c(&out, "%F0%9F%98%80");
    }
    for (size_t i = 2; i < PARAMETERS_MAX; i++) {
        buffer_add_c(&out, "&a=%41%41%41%41%41%41%41%41%41%41%41%41%41%41");
    }
    assert_true(buffer_ok(&out));
    return buffer_span(&out);
}

static void the_profile_of_most_people_fits_or_is_refused(void **state)
{
    (void)state;
    for (int pieces = 0; pieces <= 3; pieces++) {
        struct world w;
        world_open(&w, load_largest(pieces));
        size_t most = 0;
        for (size_t count = 1; count <= PROFILE_ACCOUNTS_MAX + 1; count++) {
            struct request request = {
                .method = METHOD_POST,
                .body = longest_addresses(&w.other, count),
            };
            struct answer answer = ask(&w, mobileconfig_answer, request);
            if (count > PROFILE_ACCOUNTS_MAX) {
                assert_int_equal(answer.status, 400);
            } else if (answer.status == 200) {
                assert_int_equal(most, count - 1);
                most = count;
            } else {
                assert_int_equal(answer.status, 500);
            }
        }
        assert_in_range(most, pieces == 0 ? PROFILE_ACCOUNTS_MAX : 3, PROFILE_ACCOUNTS_MAX);
        assert_true(pieces < 3 || most < PROFILE_ACCOUNTS_MAX);
        world_close(&w);
    }
}

// Logins that are the address some times over, for the longest address there is.
static struct snapshot *load_long_login(int times)
{
    struct buffer yaml;
    buffer_init(&yaml, ANSWER_MAX_BYTES);
    buffer_add_c(&yaml, "providers:\n  a:\n    domains: [\"*.example.com\"]\n"
                        "    imap: i.example.com\n    smtp: s.example.com\n    username: x");
    for (int i = 0; i < times; i++) {
        buffer_add_c(&yaml, "%EMAILADDRESS%");
    }
    return load_written(&yaml);
}

static void the_largest_qr_code_fits_or_is_refused(void **state)
{
    (void)state;
    for (int times = 0; times <= 27; times += 3) {
        struct world w;
        world_open(&w, load_long_login(times));
        struct request request = {
            .host = SPAN("autoconfig.example.com"),
            .query = fullest_query(&w.other, "email", longest_address(&w.other)),
        };
        struct answer answer = ask(&w, qr_thunderbird_answer, request);
        assert_int_equal(answer.status, times <= 3 ? 200 : 400);
        answer = ask(&w, qr_apple_answer, request);
        assert_int_equal(answer.status, times <= 3 ? 200 : 404);
        if (answer.status == 200) {
            assert_int_equal(answer.cache, CACHE_PRIVATE_NO_STORE);
            assert_non_null(answer.content_security_policy);
        }
        world_close(&w);
    }
}

static void the_largest_page_fits_or_is_refused(void **state)
{
    (void)state;
    for (int times = 0; times <= 27; times += 3) {
        struct world w;
        world_open(&w, times != 0 ? load_long_login(times) : load_largest(0));
        struct request request = {
            .method = METHOD_POST,
            .host = SPAN("autoconfig.example.com"),
            .body = fullest_query(&w.other, "email", longest_address(&w.other)),
        };
        struct answer answer = ask(&w, page_answer, request);
        assert_int_equal(answer.status, times != 0 ? 200 : 500);
        request.method = METHOD_GET; // by Host: words for the address, and links cut short
        assert_int_equal(ask(&w, page_answer, request).status, 200);
        world_close(&w);
    }
}

static void an_answer_too_large_is_an_error(void **state)
{
    (void)state;
    struct buffer yaml;
    struct world w;
    buffer_init(&yaml, (size_t)2 * ANSWER_MAX_BYTES);
    buffer_add_c(&yaml, "providers:\n  a:\n    domains: [example.com]\n    imap: i.example.com\n"
                        "    smtp: s.example.com\n    documentation:\n");
    while (yaml.len < ANSWER_MAX_BYTES) {
        buffer_add_c(&yaml, "      - {url: https://www.example.com/help, title: Help}\n");
    }
    world_open(&w, load_written(&yaml));
    struct request request = {.host = SPAN("example.com")};
    struct answer answer = ask(&w, autoconfig_answer, request);
    assert_int_equal(answer.status, 500);
    assert_int_equal(answer.cache, CACHE_NO_STORE);
    assert_span_is(buffer_span(&w.body), "the answer is too large\n");
    assert_int_equal(ask(&w, autodiscover_answer, request).status, 200);
    world_close(&w);
}

// Errors of Outlook's are documents, as long as there is room for one.
static void what_is_said_when_there_is_no_room(void **state)
{
    (void)state;
    struct world w;
    world_open(&w, load_largest(0));
    struct request request = {.query = SPAN("email=jo@d1.example.net")};
    w.body.limit = 1000;
    struct answer answer = ask(&w, autodiscover_answer, request);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.result, RESULT_FAILED);
    assert_non_null(memmem(w.body.ptr, w.body.len, "<ErrorCode>602<", 15));
    assert_int_equal(ask(&w, mobileconfig_answer, request).status, 500);
    w.body.limit = 100;
    answer = ask(&w, autodiscover_answer, request);
    assert_int_equal(answer.status, 500);
    assert_int_equal(answer.cache, CACHE_NO_STORE);
    world_close(&w);
}

static void outlook_is_sent_to_https(void **state)
{
    (void)state;
    struct world w;
    world_open(&w, load_largest(0));
    struct request request = {
        .method = METHOD_POST,
        .plain_http = true,
        .host = SPAN("Autodiscover.example.com:80"),
        .public_url = SPAN("https://mail.example.net:8443/a"),
    };
    struct answer answer = ask(&w, autodiscover_answer, request);
    assert_int_equal(answer.status, 302);
    assert_span_is(
        answer.location, "https://mail.example.net:8443/a/autodiscover/autodiscover.xml");
    request.public_url = SPAN("");
    answer = ask(&w, autodiscover_answer, request);
    assert_int_equal(answer.status, 302);
    assert_span_is(
        answer.location, "https://autodiscover.example.com/autodiscover/autodiscover.xml");
    request.host = SPAN("evil/../x"); // never put into a header unread
    assert_int_equal(ask(&w, autodiscover_answer, request).status, 200);
    // Everything else is the same over http.
    request.host = SPAN("autoconfig.a.example.com");
    request.method = METHOD_GET;
    assert_int_equal(ask(&w, autoconfig_answer, request).status, 200);
    world_close(&w);
}

static void an_error_tells_the_time_of_day(void **state)
{
    (void)state;
    struct world w;
    world_open(&w, load_largest(0));
    const int64_t day_us = INT64_C(86400) * 1000 * 1000;
    struct request request = {.method = METHOD_POST, .time_us = 20000 * day_us + 34867250001};
    struct answer answer = ask(&w, autodiscover_answer, request);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.cache, CACHE_PRIVATE_NO_STORE);
    assert_int_equal(answer.result, RESULT_BAD_REQUEST);
    assert_non_null(memmem(w.body.ptr, w.body.len, "\"09:41:07.2500010\"", 18));
    world_close(&w);
}

static void logs_learn_what_became_of_it(void **state)
{
    (void)state;
    static const struct logged rows[] = {
        {"autoconfig.d1.example.net", "", 200, RESULT_HIT, "d1.example.net", ""},
        {"autoconfig.d1.example.net", "emailaddress=Jo@D2.example.net", 200, RESULT_HIT,
            "d2.example.net", "Jo@d2.example.net"},
        {"[::1]:8080", "", 404, RESULT_NO_ADDRESS, "", ""},
        {"nowhere.example", "", 404, RESULT_NO_ADDRESS, "nowhere.example", ""},
        {"", "emailaddress=jo@nowhere.example", 404, RESULT_UNKNOWN_DOMAIN, "nowhere.example",
            "jo@nowhere.example"},
        {"d1.example.net", "emailaddress=jo", 400, RESULT_BAD_ADDRESS, "", ""},
        {"d1.example.net", "emailaddress=%", 400, RESULT_BAD_REQUEST, "", ""},
    };
    struct world w;
    world_open(&w, load_largest(0));
    ask_logged(&w, autoconfig_answer, rows, COUNT_OF(rows));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(the_largest_answer_fits),
        IN_SCRATCH(the_largest_profile_fits_or_is_refused),
        IN_SCRATCH(the_profile_of_most_people_fits_or_is_refused),
        IN_SCRATCH(the_largest_qr_code_fits_or_is_refused),
        IN_SCRATCH(an_answer_too_large_is_an_error),
        IN_SCRATCH(what_is_said_when_there_is_no_room),
        IN_SCRATCH(the_largest_page_fits_or_is_refused),
        IN_SCRATCH(outlook_is_sent_to_https),
        IN_SCRATCH(an_error_tells_the_time_of_day),
        IN_SCRATCH(logs_learn_what_became_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
