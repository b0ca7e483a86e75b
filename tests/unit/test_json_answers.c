// SPDX-License-Identifier: MIT
// The answers in JSON, where a file in tests/cases/http cannot say it: the largest ones, links that
// begin with --public-url, no room.
#include "world.h"

#include "answers/autodiscover_json.h"
#include "answers/pacc.h"

static struct snapshot *load_text(const char *text)
{
    scratch_write("providers.yaml", span_from_c(text));
    return load("providers.yaml");
}

static struct snapshot *load_phones(void)
{
    return load_text("providers:\n  a:\n    domains: [\"*.example.com\", d1.example, d2.example]\n"
                     "    activesync: https://eas.example.com/Microsoft-Server-ActiveSync\n"
                     "    imap: imap.example.com\n    smtp: smtp.example.com\n");
}

static struct snapshot *load_long_url(void)
{
    struct buffer yaml;
    buffer_init(&yaml, ANSWER_MAX_BYTES);
    buffer_add_c(&yaml, "providers:\n  a:\n    domains: [\"*.example.com\"]\n"
                        "    activesync: https://eas.example.com/");
    for (int i = 0; i < PATTERN_PIECES_MAX / 2 - 1; i++) {
        for (int k = 0; k < 12; k++) {
            buffer_add_c(&yaml, "0123456789");
        }
        buffer_add_c(&yaml, "%EMAILADDRESS%");
    }
    buffer_add_char(&yaml, '\n');
    return load_written(&yaml);
}

// The arena aborts when it is full: whatever is asked and configured, it must not be.
static void the_longest_url_fits(void **state)
{
    (void)state;
    static const struct {
        const char *protocol;
        unsigned status;
    } rows[] = {{"AutodiscoverV1", 200}, {"ActiveSync", 200}, {"EWS", 400}};
    struct world w;
    world_open(&w, load_long_url());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span query = fullest_query(&w.other, "email", longest_address(&w.other));
        struct span last;
        assert_true(span_cut_last(query, '&', &query, &last)); // one less than there may be
        struct request request = {
            .path = SPAN("/autodiscover/autodiscover.json"),
            .query = arena_format(&w.other, "Protocol=%s&%.*s", rows[i].protocol, SPAN_ARGS(query)),
        };
        assert_int_equal(ask(&w, autodiscover_json_answer, request).status, rows[i].status);
    }
    world_close(&w);
}

static void an_unknown_protocol_may_be_long(void **state)
{
    (void)state;
    char query[TARGET_MAX_BYTES];
    struct world w;
    struct span start = SPAN("Protocol=");
    memset(query, 'x', sizeof query);
    memcpy(query, start.ptr, start.len);
    world_open(&w, load_phones());
    struct request request = {
        .path = SPAN("/autodiscover/autodiscover.json/v1.0/jo@d1.example"),
        .query = {query, sizeof query},
    };
    struct answer answer = ask(&w, autodiscover_json_answer, request);
    assert_int_equal(answer.status, 400);
    assert_int_equal(answer.result, RESULT_NOTHING_TO_SAY);
    assert_true(w.body.len > sizeof query - start.len);
    world_close(&w);
}

static void links_begin_with_the_public_url(void **state)
{
    (void)state;
    struct world w;
    world_open(&w, load_phones());
    struct request request = {
        .query = SPAN("Email=jo@d1.example&Protocol=AutodiscoverV1"),
        .host = SPAN("autodiscover.d2.example"),
        .public_url = SPAN("https://mail.example.net:8443/a"),
    };
    assert_int_equal(ask(&w, autodiscover_json_answer, request).status, 200);
    assert_span_is(buffer_span(&w.body),
        "{\"Protocol\":\"AutodiscoverV1\",\"Url\":\"https://mail.example.net:8443/a"
        "/autodiscover/autodiscover.xml\"}");
    world_close(&w);
}

static void logs_learn_what_became_of_it(void **state)
{
    (void)state;
    static const struct logged rows[] = {
        {"", "Protocol=ActiveSync&Email=Jo@D1.example", 200, RESULT_HIT, "d1.example",
            "Jo@d1.example"},
        {"", "Protocol=EWS&Email=jo@d1.example", 400, RESULT_NOTHING_TO_SAY, "d1.example",
            "jo@d1.example"},
        {"", "Protocol=EWS&Email=jo@nowhere.example", 404, RESULT_UNKNOWN_DOMAIN, "nowhere.example",
            "jo@nowhere.example"},
        {"", "Email=jo@d1.example", 400, RESULT_BAD_REQUEST, "", ""},
        {"", "Protocol=EWS&Email=jo", 400, RESULT_BAD_ADDRESS, "", ""},
        {"", "Protocol=EWS", 400, RESULT_NO_ADDRESS, "", ""},
        {"", "Protocol=EWS&Email=%", 400, RESULT_BAD_REQUEST, "", ""},
    };
    struct world w;
    world_open(&w, load_phones());
    ask_logged(&w, autodiscover_json_answer, rows, COUNT_OF(rows));
    world_close(&w);
}

static void what_is_said_when_there_is_no_room(void **state)
{
    (void)state;
    static const struct {
        answer_function *function;
        const char *query;
    } rows[] = {
        {autodiscover_json_answer, "Email=jo@d1.example&Protocol=ActiveSync"},
        {autodiscover_json_answer, "Email=jo@d1.example&Protocol=EWS"},
        {pacc_answer, ""},
    };
    struct world w;
    world_open(&w, load_text("providers:\n  a:\n    domains: [d1.example]\n    pacc: true\n"
                             "    activesync: https://eas.d1.example/Microsoft-Server-ActiveSync\n"
                             "    imap: i.d1.example\n    smtp: s.d1.example\n"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request request = {
            .host = SPAN("d1.example"),
            .query = span_from_c(rows[i].query),
        };
        w.body.limit = 40;
        struct answer answer = ask(&w, rows[i].function, request);
        assert_int_equal(answer.status, 500);
        assert_int_equal(answer.cache, CACHE_NO_STORE);
        assert_int_equal(answer.result, RESULT_FAILED);
        assert_string_equal(answer.content_type, "text/plain; charset=utf-8");
        assert_span_is(buffer_span(&w.body), "the answer is too large\n");
    }
    world_close(&w);
}

// Every URL with `len` bytes in its path, and every name by the domain.
static struct snapshot *load_for_pacc(size_t len)
{
    static const struct {
        const char *before, *after;
    } urls[] = {
        {"jmap: https://", "\n"},
        {"caldav: https://", "\n"},
        {"carddav: https://", "\n"},
        {"webdav: https://", "\n"},
        {"logo: https://", ".png\n"},
        {"oauth2: {issuer: https://", "}\n"},
        {"documentation: [{url: https://", "}]\n"},
        {"support: {email: jo@example.com, phone: \"+15550100\", url: https://", "}\n"},
    };
    struct buffer yaml;
    buffer_init(&yaml, ANSWER_MAX_BYTES);
    buffer_add_c(&yaml, "providers:\n  a:\n    domains: [\"*.example.com\"]\n    pacc: true\n"
                        "    auth: [password, oauth2]\n    imap: i.%EMAILDOMAIN%\n"
                        "    pop3: p.%EMAILDOMAIN%\n    smtp: s.%EMAILDOMAIN%\n"
                        "    name: \"%EMAILDOMAIN% %EMAILDOMAIN% %EMAILDOMAIN%\"\n");
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        buffer_format(&yaml, "    %sh.example/%%EMAILDOMAIN%%/", urls[i].before);
        for (size_t k = 0; k < len; k++) {
            buffer_add_char(&yaml, 'a');
        }
        buffer_add_c(&yaml, urls[i].after);
    }
    return load_written(&yaml);
}

static bool body_has(const struct world *w, const char *text)
{
    return memmem(w->body.ptr, w->body.len, text, strlen(text)) != NULL;
}

// A value that is too long is left out; without its issuer the document would be another one.
static void the_largest_pacc_fits(void **state)
{
    (void)state;
    static const struct {
        size_t len;
        unsigned status;
    } rows[] = {{0, 200}, {400, 200}, {600, 404}, {900, 404}, {2000, 404}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct world w;
        world_open(&w, load_for_pacc(rows[i].len));
        struct span address = longest_address(&w.other);
        struct request request = {.host = span_from(address, LOCAL_MAX_BYTES + 1)};
        struct answer answer = ask(&w, pacc_answer, request);
        assert_int_equal(answer.status, rows[i].status);
        assert_true(body_has(&w, "\"jmap\"") == (answer.status == 200));
        request.host = SPAN("d.example.com");
        answer = ask(&w, pacc_answer, request);
        assert_int_equal(answer.status, rows[i].len <= 900 ? 200 : 404);
        assert_true(body_has(&w, "\"logo\"") == (answer.status == 200));
        world_close(&w);
    }
}

static void pictures_are_known_by_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *logo, *said; // NULL: nothing
    } rows[] = {
        {"https://d1.example/logo.svg", "\"content-type\":\"image/svg+xml\""},
        {"https://d1.example/LOGO.PNG", "\"content-type\":\"image/png\""},
        {"https://d1.example/a.jpg?v=2", "\"content-type\":\"image/jpeg\""},
        {"https://d1.example/a.jpeg#x", "\"content-type\":\"image/jpeg\""},
        {"https://d1.example/a.webp", "\"content-type\":\"image/webp\""},
        {"https://d1.example/a.gif", "\"content-type\":\"image/gif\""},
        {"https://d1.example/logo", NULL},
        {"https://d1.example/?a.svg", NULL},
        {"https://d1.example/svg", NULL},
        {"https://%EMAILDOMAIN%/logo.png", "\"url\":\"https://d1.example/logo.png\""},
        {"https://d1.example/%EMAILADDRESS%.png", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char yaml[300];
        struct world w;
        snprintf(yaml, sizeof yaml,
            "providers: {a: {domains: [d1.example], pacc: true, imap: i.d1.example, smtp: "
            "s.d1.example, logo: \"%s\"}}\n",
            rows[i].logo);
        world_open(&w, load_text(yaml));
        struct request request = {.host = SPAN("ua-auto-config.d1.example")};
        assert_int_equal(ask(&w, pacc_answer, request).status, 200);
        assert_true(body_has(&w, "\"logo\"") == (rows[i].said != NULL));
        assert_true(rows[i].said == NULL || body_has(&w, rows[i].said));
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(the_longest_url_fits),
        IN_SCRATCH(an_unknown_protocol_may_be_long),
        IN_SCRATCH(links_begin_with_the_public_url),
        IN_SCRATCH(logs_learn_what_became_of_it),
        IN_SCRATCH(what_is_said_when_there_is_no_room),
        IN_SCRATCH(the_largest_pacc_fits),
        IN_SCRATCH(pictures_are_known_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
