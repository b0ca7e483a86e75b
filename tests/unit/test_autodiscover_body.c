// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "answers/autodiscover_body.h"
#include "base/buffer.h"
#include "base/limits.h"

#include <string.h>

#define OUTLOOK         "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
#define MOBILE          "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006"
#define ADDRESS         "<EMailAddress>jo@example.org</EMailAddress>"
#define SCHEMA(name)    "<AcceptableResponseSchema>" name "</AcceptableResponseSchema>"
#define REQUEST(inside) "<Autodiscover><Request>" inside "</Request></Autodiscover>"

enum { REFUSED = AUTODISCOVER_UNKNOWN + 1 };

struct body_case {
    const char *body;
    unsigned schema;     // or REFUSED
    const char *address; // NULL: jo@example.org
    const char *why;
};

static const struct body_case cases[] = {
    {REQUEST(ADDRESS SCHEMA(OUTLOOK)), AUTODISCOVER_OUTLOOK, NULL, "as Outlook sends it"},
    {"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Autodiscover "
     "xmlns=\"http://schemas.microsoft.com/"
     "exchange/autodiscover/outlook/requestschema/2006\">\n<Request>" ADDRESS "</Request>"
     "</Autodiscover>\n",
        AUTODISCOVER_OUTLOOK, NULL, "with declaration and name space"},
    {"<?xml version='1.0' encoding = 'UTF-8' standalone='yes'?>" REQUEST(ADDRESS),
        AUTODISCOVER_OUTLOOK, NULL, "quotes and blanks of another kind"},
    {"\xEF\xBB\xBF" REQUEST(ADDRESS), AUTODISCOVER_OUTLOOK, NULL, "a byte order mark"},
    {"\xEF\xBB\xBF<?xml version=\"1.0\"?>" REQUEST(ADDRESS), AUTODISCOVER_OUTLOOK, NULL,
        "and a declaration after it"},
    {"\r\n\n\n<?xml version=\"1.0\"?>" REQUEST(ADDRESS), AUTODISCOVER_OUTLOOK, NULL,
        "line ends before the declaration"},
    {"<a:Autodiscover xmlns:a='urn:x'><a:Request><a:EMailAddress>jo@example.org</a:EMailAddress>"
     "</a:Request></a:Autodiscover>",
        AUTODISCOVER_OUTLOOK, NULL, "prefixes"},
    {"<a:Autodiscover><a:Request><b:EMailAddress>jo@example.org</b:EMailAddress>"
     "</a:Request></a:Autodiscover>",
        AUTODISCOVER_OUTLOOK, NULL, "prefixes that nobody declared"},
    {REQUEST(SCHEMA(OUTLOOK) ADDRESS), AUTODISCOVER_OUTLOOK, NULL, "the other order"},
    {"<AUTODISCOVER><request><emailaddress>jo@example.org</emailaddress></request></AUTODISCOVER>",
        AUTODISCOVER_OUTLOOK, NULL, "letter case"},
    {REQUEST("<LegacyDN>/o=x</LegacyDN><X><EMailAddress>no</EMailAddress></X>" ADDRESS),
        AUTODISCOVER_OUTLOOK, NULL, "elements that are of no interest"},
    {"<Autodiscover><X><Request/></X><Request>" ADDRESS "</Request></Autodiscover>",
        AUTODISCOVER_OUTLOOK, NULL, "a Request elsewhere is none"},
    {REQUEST("<EMailAddress>\n  mailto: jo@example.org </EMailAddress>"), AUTODISCOVER_OUTLOOK,
        NULL, "blanks and mailto:"},
    {REQUEST("<EMailAddress><![CDATA[jo@]]>example<!-- c --><?p i?>.org</EMailAddress>"),
        AUTODISCOVER_OUTLOOK, NULL, "CDATA, comments, processing instructions"},
    {REQUEST("<EMailAddress>o&apos;brien&amp;co@example.org&#x20;</EMailAddress>"),
        AUTODISCOVER_OUTLOOK, "o'brien&co@example.org", "entities of XML itself"},
    {REQUEST("<EMailAddress>\xD0\xB6@example.org</EMailAddress>"), AUTODISCOVER_OUTLOOK,
        "\xD0\xB6@example.org", "UTF-8"},
    {REQUEST(""), AUTODISCOVER_OUTLOOK, "", "no address: the caller's error"},
    {REQUEST("<EMailAddress/>"), AUTODISCOVER_OUTLOOK, "", "an empty one"},

    {REQUEST(ADDRESS SCHEMA(MOBILE)), AUTODISCOVER_MOBILESYNC, NULL, "a phone"},
    {REQUEST(ADDRESS SCHEMA(" HTTPS://Schemas.Microsoft.com/exchange/autodiscover/outlook/"
                            "responseschema/2006 ")),
        AUTODISCOVER_OUTLOOK, NULL, "https, capitals, blanks, the older one"},
    {REQUEST(ADDRESS SCHEMA("urn:x")), AUTODISCOVER_UNKNOWN, NULL, "a schema of somebody else's"},
    {REQUEST(ADDRESS SCHEMA("ftp://schemas.microsoft.com/exchange/autodiscover/outlook/"
                            "responseschema/2006a")),
        AUTODISCOVER_UNKNOWN, NULL, "a scheme of somebody else's"},
    {REQUEST(ADDRESS SCHEMA("http://schemas.example/outlook/responseschema/2006a")),
        AUTODISCOVER_UNKNOWN, NULL, "a host of somebody else's"},
    {REQUEST(ADDRESS SCHEMA(" ")), AUTODISCOVER_OUTLOOK, NULL, "an empty schema says nothing"},
    {REQUEST(ADDRESS SCHEMA(MOBILE) SCHEMA(OUTLOOK)), AUTODISCOVER_OUTLOOK, NULL,
        "of two Outlook's"},
    {REQUEST(ADDRESS SCHEMA("urn:x") SCHEMA(MOBILE)), AUTODISCOVER_MOBILESYNC, NULL,
        "of two the known one"},
    {"<Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/mobilesync/"
     "requestschema/2006'><Request>" ADDRESS "</Request></Autodiscover>",
        AUTODISCOVER_MOBILESYNC, NULL, "without a schema the root's name space decides"},
    {"<Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/mobilesync/"
     "requestschema/2006'><Request>" ADDRESS SCHEMA(OUTLOOK) "</Request></Autodiscover>",
        AUTODISCOVER_OUTLOOK, NULL, "and with one it does not"},

    {"", REFUSED, NULL, "nothing"},
    {" \n", REFUSED, NULL, "blanks"},
    {"jo@example.org", REFUSED, NULL, "no XML"},
    {"x" REQUEST(ADDRESS), REFUSED, NULL, "text before the root"},
    {REQUEST(ADDRESS) "x", REFUSED, NULL, "text after the root"},
    {"<Autodiscover><Request>" ADDRESS "</Request>", REFUSED, NULL, "cut short"},
    {"<Autodiscover/>", REFUSED, NULL, "no Request"},
    {"<Request>" ADDRESS "</Request>", REFUSED, NULL, "another root"},
    {"<Autodiscover><Request>" ADDRESS "</Request><Request/></Autodiscover>", REFUSED, NULL,
        "two Requests"},
    {REQUEST(ADDRESS ADDRESS), REFUSED, NULL, "two addresses"},
    {REQUEST("<EMailAddress>jo@<b/>example.org</EMailAddress>"), REFUSED, NULL,
        "an element in the address"},
    {REQUEST("<EMailAddress>a&b@example.org</EMailAddress>"), REFUSED, NULL,
        "an address pasted in without escaping, as Thunderbird does"},
    {REQUEST("<EMailAddress>&nbsp;</EMailAddress>"), REFUSED, NULL, "an entity nobody declared"},
    {REQUEST("<EMailAddress>\xFF@example.org</EMailAddress>"), REFUSED, NULL, "no UTF-8"},
    {REQUEST("<EMailAddress>\x01@example.org</EMailAddress>"), REFUSED, NULL, "no XML character"},
    {"<!DOCTYPE Autodiscover>" REQUEST(ADDRESS), REFUSED, NULL, "a DOCTYPE"},
    {"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
     "<Autodiscover><Request><EMailAddress>&x;</EMailAddress></Request></Autodiscover>",
        REFUSED, NULL, "an external entity"},
    {"<?xml version='1.0' encoding='utf-7'?>" REQUEST(ADDRESS), REFUSED, NULL, "UTF-7"},
    {"<?xml version='1.0' encoding='utf-16'?>" REQUEST(ADDRESS), REFUSED, NULL,
        "declared as what it is not"},
    {"<?xml version='1.0' encoding='IBM037'?>" REQUEST(ADDRESS), REFUSED, NULL,
        "an encoding that iconv would be asked for"},
    {REQUEST("<a><b><c><d><e><f/></e></d></c></b></a>" ADDRESS), AUTODISCOVER_OUTLOOK, NULL,
        "eight deep"},
    {REQUEST("<a><b><c><d><e><f><g/></f></e></d></c></b></a>" ADDRESS), REFUSED, NULL, "nine deep"},
};

static void bodies(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct body_case *c = &cases[i];
        struct autodiscover_request request;
        bool fine = autodiscover_body_parse(&a, span_from_c(c->body), &request);
        if (fine != (c->schema != REFUSED)) {
            fail_msg("%s: %s", c->why, fine ? "taken" : "refused");
        }
        if (fine && (request.schema != c->schema ||
                        !span_equal_c(
                            request.address, c->address != NULL ? c->address : "jo@example.org"))) {
            fail_msg("%s: got schema %u, address '%.*s'", c->why, (unsigned)request.schema,
                SPAN_ARGS(request.address));
        }
    }
    arena_finish(&a);
}

static struct span as_utf16(struct buffer *out, const char *ascii, bool big_endian, bool mark)
{
    buffer_empty(out);
    if (mark) {
        buffer_add(out, big_endian ? SPAN("\xFE\xFF") : SPAN("\xFF\xFE"));
    }
    for (const char *c = ascii; *c != '\0'; c++) {
        buffer_add_char(out, big_endian ? '\0' : *c);
        buffer_add_char(out, big_endian ? *c : '\0');
    }
    return buffer_span(out);
}

static void utf16_with_a_mark(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n" REQUEST(ADDRESS SCHEMA(OUTLOOK)),
        REQUEST(ADDRESS),
    };
    struct arena a;
    struct buffer bytes;
    struct autodiscover_request request;
    arena_init(&a);
    buffer_init(&bytes, BODY_MAX_BYTES);
    for (size_t i = 0; i < 2 * COUNT_OF(documents); i++) {
        struct span body = as_utf16(&bytes, documents[i / 2], i % 2 == 1, true);
        assert_true(autodiscover_body_parse(&a, body, &request));
        assert_span_is(request.address, "jo@example.org");
        body = as_utf16(&bytes, documents[i / 2], i % 2 == 1, false);
        assert_false(autodiscover_body_parse(&a, body, &request));
    }
    assert_false(autodiscover_body_parse(&a, SPAN("\xFF\xFE\0\0<\0\0\0a\0\0\0"), &request));
    buffer_finish(&bytes);
    arena_finish(&a);
}

static void too_long(void **state)
{
    (void)state;
    struct arena a;
    struct buffer body;
    struct autodiscover_request request;
    arena_init(&a);
    buffer_init(&body, (size_t)2 * BODY_MAX_BYTES);
    buffer_add_c(&body, "<Autodiscover><Request><EMailAddress>");
    for (size_t i = 0; i <= BODY_TEXT_MAX_BYTES; i++) {
        buffer_add_char(&body, 'a');
    }
    buffer_add_c(&body, "</EMailAddress></Request></Autodiscover>");
    assert_false(autodiscover_body_parse(&a, buffer_span(&body), &request));

    buffer_empty(&body);
    buffer_add_c(&body, REQUEST(ADDRESS));
    while (body.len <= BODY_MAX_BYTES) {
        buffer_add_char(&body, '\n');
    }
    assert_false(autodiscover_body_parse(&a, buffer_span(&body), &request));
    buffer_finish(&body);
    arena_finish(&a);
}

static void every_beginning_is_refused(void **state)
{
    (void)state;
    struct span whole = SPAN("<?xml version=\"1.0\"?>" REQUEST(ADDRESS SCHEMA(OUTLOOK)));
    struct arena a;
    struct autodiscover_request request;
    arena_init(&a);
    for (size_t len = 0; len < whole.len; len++) {
        assert_false(autodiscover_body_parse(&a, span_until(whole, len), &request));
    }
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies),
        cmocka_unit_test(utf16_with_a_mark),
        cmocka_unit_test(too_long),
        cmocka_unit_test(every_beginning_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
