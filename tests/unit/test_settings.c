// SPDX-License-Identifier: MIT
// Documents as programs read them: the servers in them, and what is wrong with them.
#include "span_assert.h"

#include "doctor/settings.h"

#define HEAD     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define PROVIDER "<emailProvider id=\"a.example\"><domain>a.example</domain>"
#define IMAP                                                                                       \
    "<incomingServer type=\"imap\"><hostname>imap.a.example</hostname><port>993</port>"            \
    "<socketType>SSL</socketType><authentication>OAuth2</authentication>"                          \
    "<authentication>password-cleartext</authentication><username>%EMAILADDRESS%</username>"       \
    "</incomingServer>"
#define SMTP                                                                                       \
    "<outgoingServer type=\"smtp\"><hostname>smtp.a.example</hostname><port>587</port>"            \
    "<socketType>STARTTLS</socketType><authentication>password-cleartext</authentication>"         \
    "<username>%EMAILADDRESS%</username></outgoingServer>"
#define CONFIG(inside) HEAD "<clientConfig version=\"1.1\">" inside "</clientConfig>"
#define XML            "text/xml; charset=utf-8"

static const struct {
    const char *type, *text;
    unsigned flaws;
} autoconfigs[] = {
    {XML, CONFIG(PROVIDER IMAP SMTP "</emailProvider>"), 0},
    {"Text/XML", CONFIG(PROVIDER IMAP SMTP "</emailProvider>"), FLAW_TYPE},
    {"", CONFIG(PROVIDER IMAP SMTP "</emailProvider>"), FLAW_TYPE},
    {XML, "\xEF\xBB\xBF" CONFIG(PROVIDER IMAP SMTP "</emailProvider>"), FLAW_BYTE_ORDER_MARK},
    {XML, CONFIG(PROVIDER SMTP "</emailProvider>"), FLAW_NO_INCOMING},
    {XML, CONFIG(PROVIDER IMAP "</emailProvider>"), FLAW_NO_OUTGOING},
    {XML, CONFIG("<emailProvider id=\"a b\">" IMAP SMTP "</emailProvider>"),
        FLAW_NO_ID | FLAW_NO_DOMAIN},
    {XML, CONFIG(""), FLAW_OTHER},
    {XML, "<clientConfig/>", FLAW_OTHER | FLAW_NO_DECLARATION},
    {XML, HEAD "<html><body/></html>", FLAW_OTHER},
    {"text/html", "<!DOCTYPE html><p>", FLAW_TYPE | FLAW_HTML | FLAW_NO_DECLARATION},
    {XML, HEAD "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", FLAW_DOCTYPE},
    {XML, HEAD "<a><b></a>", FLAW_BROKEN},
    {XML, "", FLAW_BROKEN | FLAW_NO_DECLARATION},
    {XML,
        CONFIG(PROVIDER IMAP SMTP "<incomingServer type=\"imap\"><password>x</password>"
                                  "</incomingServer></emailProvider>"),
        FLAW_PASSWORD},
};

static void flaws_of_autoconfig(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(autoconfigs); i++) {
        struct arena a;
        arena_init(&a);
        struct settings *s = settings_read(&a, FORMAT_AUTOCONFIG, span_from_c(autoconfigs[i].type),
            span_from_c(autoconfigs[i].text));
        assert_int_equal(s->flaws, autoconfigs[i].flaws);
        arena_finish(&a);
    }
}

static void servers_of_autoconfig(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct settings *s = settings_read(
        &a, FORMAT_AUTOCONFIG, SPAN(XML), SPAN(CONFIG(PROVIDER IMAP SMTP "</emailProvider>")));
    assert_int_equal(s->count, 2);
    const struct claim *imap = settings_find(s, SERVICE_IMAP);
    assert_span_is(imap->host, "imap.a.example");
    assert_int_equal(imap->port, 993);
    assert_int_equal(imap->security, SECURITY_TLS);
    assert_int_equal(imap->auths, 1U << AUTH_OAUTH2 | 1U << AUTH_PASSWORD);
    assert_int_equal(settings_find(s, SERVICE_SMTP)->security, SECURITY_STARTTLS);
    assert_null(settings_find(s, SERVICE_POP3));
    arena_finish(&a);
}

static const struct {
    const char *username;
    const char *why; // NULL: nothing is wrong
} usernames[] = {
    {"%EMAILADDRESS%", NULL},
    {"%EMAILLOCALPART%.%EMAILDOMAIN%", NULL},
    {"50%", NULL},
    {"%%", NULL},
    {"%lower%", NULL},
    {"%EMAILUSER%", "EMAILUSER"},
    {"%EMAILADDRESS%%REALNAME%", "REALNAME"},
};

static void placeholders(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(usernames); i++) {
        struct arena a;
        arena_init(&a);
        struct span text = arena_format(&a,
            CONFIG(PROVIDER "<incomingServer type=\"pop3\"><hostname>h</hostname><port>995</port>"
                            "<username>%s</username></incomingServer></emailProvider>"),
            usernames[i].username);
        struct settings *s = settings_read(&a, FORMAT_AUTOCONFIG, SPAN(XML), text);
        assert_int_equal((s->flaws & FLAW_PLACEHOLDER) != 0, usernames[i].why != NULL);
        assert_span_equal(s->why, span_from_c(usernames[i].why));
        arena_finish(&a);
    }
}

#define OUTLOOK(inside)                                                                            \
    HEAD "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/"               \
         "responseschema/2006\"><Response>" inside "</Response></Autodiscover>"
#define PROTOCOL(inside)                                                                           \
    OUTLOOK("<Account><Protocol><Type>IMAP</Type><Server>imap.a.example</Server>" inside           \
            "</Protocol></Account>")

static const struct {
    const char *text;
    unsigned flaws;
    enum security security;
} autodiscovers[] = {
    {PROTOCOL("<Port>993</Port><SPA>off</SPA><Encryption>SSL</Encryption>"), 0, SECURITY_TLS},
    {PROTOCOL("<Port>993</Port><SPA>off</SPA><Encryption>TLS</Encryption>"), 0, SECURITY_STARTTLS},
    {PROTOCOL("<Port>143</Port><SPA>off</SPA><SSL>off</SSL>"), 0, SECURITY_NONE},
    {PROTOCOL("<Port>143</Port><SPA>off</SPA><SSL>on</SSL>"), 0, SECURITY_STARTTLS},
    {PROTOCOL("<Port>993</Port><SPA>off</SPA><SSL></SSL>"), FLAW_EMPTY_ELEMENT, SECURITY_TLS},
    {OUTLOOK("<Error><ErrorCode>500</ErrorCode><Message>No.</Message></Error>"), FLAW_ERROR, 0},
    {OUTLOOK("<Account><RedirectAddr>a@b.example</RedirectAddr></Account>"), FLAW_REDIRECTS, 0},
    {OUTLOOK("<Account><RedirectUrl>https://b.example/</RedirectUrl></Account>"), FLAW_REDIRECTS,
        0},
    {OUTLOOK("<Account/>"), FLAW_NO_INCOMING, 0},
    {HEAD "<Autodiscover/>", FLAW_OTHER, 0},
};

static void outlook_reads_its_own_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(autodiscovers); i++) {
        struct arena a;
        arena_init(&a);
        struct settings *s =
            settings_read(&a, FORMAT_AUTODISCOVER, SPAN(XML), span_from_c(autodiscovers[i].text));
        assert_int_equal(s->flaws, autodiscovers[i].flaws);
        if (s->count != 0) {
            assert_int_equal(s->claims[0].security, autodiscovers[i].security);
            assert_int_equal(s->claims[0].auths, 1U << AUTH_PASSWORD);
        }
        arena_finish(&a);
    }
}

static void the_schema_tells_what_is_first_wrong(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct settings *s = settings_read(
        &a, FORMAT_AUTOCONFIG, SPAN(XML), SPAN(CONFIG(PROVIDER IMAP SMTP "</emailProvider>")));
    assert_true(span_starts_with(s->schema, SPAN("line 1: "))); // no displayName
    arena_finish(&a);
}

// The parser minds it while the schema looks on.
static void a_prefix_that_nobody_declared_is_borne(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct settings *s = settings_read(
        &a, FORMAT_AUTODISCOVER, SPAN(XML), SPAN(PROTOCOL("<Port>993</Port><o:More/>")));
    assert_int_equal(s->count, 1);
    assert_true(span_starts_with(s->schema, SPAN("line 1: ")));
    arena_finish(&a);
}

// A message that quotes most of a document costs no more than another.
static void a_long_message_is_cut(void **state)
{
    (void)state;
    static char text[60000];
    struct arena a;
    struct buffer document;
    arena_init(&a);
    buffer_init_fixed(&document, text, sizeof text);
    buffer_add_c(&document, "<?xml version=\"1.0\"?><Autodiscover xmlns=\"");
    while (document.len < sizeof text - 100) {
        buffer_add_char(&document, '{');
    }
    buffer_add_c(&document, "\"><Response><Account/></Response></Autodiscover>");
    assert_true(buffer_ok(&document));
    struct settings *s = settings_read(&a, FORMAT_AUTODISCOVER, SPAN(XML), buffer_span(&document));
    assert_true(span_starts_with(s->schema, SPAN("line 1: ")));
    assert_true(a.total_bytes < 8 * 1024 * 1024);
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flaws_of_autoconfig),
        cmocka_unit_test(servers_of_autoconfig),
        cmocka_unit_test(placeholders),
        cmocka_unit_test(outlook_reads_its_own_words),
        cmocka_unit_test(the_schema_tells_what_is_first_wrong),
        cmocka_unit_test(a_prefix_that_nobody_declared_is_borne),
        cmocka_unit_test(a_long_message_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
