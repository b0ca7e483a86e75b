// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "config/providers.h"
#include "memory_reader.h"

#include <stdlib.h>

struct reading {
    struct arena keep;
    struct diagnostics d;
    struct configuration configuration;
    enum file_error error;
    bool fine;
};

static void begin_files(struct reading *r, const struct memory_file *files, size_t count)
{
    struct memory_files all = {files, count};
    struct reader reader = memory_reader(&all);
    *r = (struct reading){.fine = false};
    arena_init(&r->keep);
    diag_init(&r->d);
    r->fine = providers_load(
        &r->keep, &reader, "providers.yaml", false, &r->d, &r->configuration, &r->error);
    assert_int_equal(r->fine, r->d.errors == 0);
}

static void begin(struct reading *r, struct span content)
{
    const struct memory_file file = {.path = "providers.yaml", .content = content};
    begin_files(r, &file, 1);
}

static void end(struct reading *r)
{
    diag_finish(&r->d);
    arena_finish(&r->keep);
}

static const struct provider *provider_at(const struct reading *r, size_t i)
{
    assert_true(r->fine && i < r->configuration.providers.len);
    return ((const struct provider *const *)r->configuration.providers.ptr)[i];
}

static const struct domain_row *row_at(const struct reading *r, size_t i)
{
    assert_true(r->fine && i < r->configuration.rows.len);
    return &((const struct domain_row *)r->configuration.rows.ptr)[i];
}

static const struct server *server_at(const struct list *list, size_t i)
{
    assert_true(i < list->len);
    return &((const struct server *)list->ptr)[i];
}

#define MAIL "imap: mail.example.com, smtp: mail.example.com"

static void the_smallest_file_has_all_defaults(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("providers:\n  example: {domains: ['*.a.example', B.example], " MAIL "}\n"));
    const struct provider *p = provider_at(&r, 0);
    assert_span_is(p->key, "example");
    assert_span_is(p->name->source, "example");
    assert_span_is(p->short_name->source, "example");
    assert_span_is(p->id, "b.example");
    assert_int_equal(p->at.line, 2);
    assert_true(p->enabled && p->outlook.enabled && p->apple.signing && p->autoconfig.fill);
    assert_false(p->pacc);
    assert_int_equal(p->ttl_s, 3600);
    const struct server *imap = server_at(&p->imap, 0);
    assert_int_equal(imap->type, SERVICE_IMAP);
    assert_int_equal(imap->port, 993);
    assert_int_equal(imap->security, SECURITY_TLS);
    assert_int_equal(imap->auth.len, 1);
    assert_int_equal(imap->auth.items[0], AUTH_PASSWORD);
    assert_true(pattern_equal(imap->username, &pattern_address));
    assert_int_equal(server_at(&p->smtp, 0)->port, 465);
    assert_int_equal(r.d.warnings, 0);
    end(&r);
}

static void names_have_their_defaults(void **state)
{
    (void)state;
    struct reading r;
    begin(
        &r, SPAN("providers:\n"
                 "  a: {name: Ein sehr langer Name äöü, mx: ['*.m.example', m.example], " MAIL "}\n"
                 "  b: {name: Mail of %EMAILDOMAIN%, domains: ['*.b.example'], " MAIL "}\n"
                 "  c: {id: C.example, name: C, short_name: D, domains: [x.example], " MAIL "}\n"));
    assert_span_is(provider_at(&r, 0)->short_name->source, "Ein sehr langer Name");
    assert_span_is(provider_at(&r, 0)->id, "m.example");
    assert_ptr_equal(provider_at(&r, 1)->short_name, provider_at(&r, 1)->name);
    assert_span_is(provider_at(&r, 1)->id, "");
    assert_span_is(provider_at(&r, 2)->id, "c.example");
    assert_span_is(provider_at(&r, 2)->short_name->source, "D");
    end(&r);
}

static void ports_and_security_say_each_other(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint16_t port;
        enum security security;
    } cases[] = {
        {"imap: h", 993, SECURITY_TLS},
        {"imap: h:993", 993, SECURITY_TLS},
        {"imap: h:143", 143, SECURITY_STARTTLS},
        {"imap: h:465", 465, SECURITY_TLS},
        {"imap: {host: h, security: tls}", 993, SECURITY_TLS},
        {"imap: {host: h, security: starttls}", 143, SECURITY_STARTTLS},
        {"imap: {host: h, security: none, insecure: true}", 143, SECURITY_NONE},
        {"imap: {host: h, port: 1143, security: starttls}", 1143, SECURITY_STARTTLS},
        {"pop3: h", 995, SECURITY_TLS},
        {"pop3: h:110", 110, SECURITY_STARTTLS},
        {"pop3: {host: h, security: starttls}", 110, SECURITY_STARTTLS},
        {"pop3: {host: h, security: none, insecure: true}", 110, SECURITY_NONE},
        {"smtp: h", 465, SECURITY_TLS},
        {"smtp: h:587", 587, SECURITY_STARTTLS},
        {"smtp: h:25", 25, SECURITY_STARTTLS},
        {"smtp: {host: h, security: starttls}", 587, SECURITY_STARTTLS},
        {"smtp: {host: h, security: none, insecure: true}", 25, SECURITY_NONE},
        {"managesieve: h", 4190, SECURITY_STARTTLS},
        {"managesieve: {host: h, security: tls}", 4190, SECURITY_TLS},
        {"xmpp: h", 5222, SECURITY_STARTTLS},
        {"xmpp: h:5223", 5223, SECURITY_TLS},
        {"xmpp: {host: h, security: tls}", 5223, SECURITY_TLS},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        struct reading r;
        snprintf(text, sizeof text, "providers: {a: {%s}}\n", cases[i].text);
        begin(&r, span_from_c(text));
        const struct provider *p = provider_at(&r, 0);
        const struct list *const lists[] = {
            &p->imap, &p->pop3, &p->smtp, &p->managesieve, &p->xmpp};
        for (size_t k = 0; k < COUNT_OF(lists); k++) {
            if (lists[k]->len != 0) {
                assert_int_equal(server_at(lists[k], 0)->type, SERVICE_IMAP + k);
                assert_int_equal(server_at(lists[k], 0)->port, cases[i].port);
                assert_int_equal(server_at(lists[k], 0)->security, cases[i].security);
            }
        }
        end(&r);
    }
}

static void servers_and_services_take_what_the_provider_says(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("providers:\n"
                   "  a:\n"
                   "    domains: [a.example]\n"
                   "    username: localpart\n"
                   "    auth: [oauth2, password]\n"
                   "    imap: [one.example, {host: two.example, auth: [ntlm], username: ask}]\n"
                   "    smtp: {host: mail.%EMAILDOMAIN%, auth: [none]}\n"
                   "    xmpp: [x.example, 'wss://x.example/ws']\n"
                   "    caldav: https://dav.example/\n"
                   "    webdav: {url: 'https://dav.example/', username: address}\n"));
    const struct provider *p = provider_at(&r, 0);
    assert_int_equal(server_at(&p->imap, 0)->auth.len, 2);
    assert_true(pattern_equal(server_at(&p->imap, 0)->username, &pattern_localpart));
    assert_int_equal(server_at(&p->imap, 1)->auth.items[0], AUTH_NTLM);
    assert_true(server_at(&p->imap, 1)->username->ask);
    assert_int_equal(server_at(&p->smtp, 0)->auth.items[0], AUTH_NONE);
    assert_true(pattern_has(server_at(&p->smtp, 0)->host, PIECE_DOMAIN));
    assert_null(server_at(&p->xmpp, 1)->host);
    assert_span_is(server_at(&p->xmpp, 1)->url->source, "wss://x.example/ws");
    assert_int_equal(p->caldav->auth.len, 2);
    assert_true(pattern_equal(p->caldav->username, &pattern_localpart));
    assert_true(pattern_equal(p->webdav->username, &pattern_address));
    end(&r);
}

static void rows_share_or_replace(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("providers:\n"
                   "  a:\n"
                   "    name: A\n"
                   "    domains: [a.example]\n"
                   "    username: localpart\n"
                   "    imap: [one.example, {host: two.example, username: ask}]\n"
                   "    smtp: s.example\n"
                   "    apple: {signing: false, identifier: a.example}\n"
                   "domains:\n"
                   "  same.example: a\n"
                   "  as-map.example: {provider: a}\n"
                   "  '*.Other.example': {provider: a, username: address, name: Another name}\n"
                   "  '*': {provider: a, imap: x.example, apple: {contacts: false}}\n"));
    const struct provider *a = provider_at(&r, 0);
    assert_int_equal(r.configuration.providers.len, 1);
    assert_int_equal(r.configuration.rows.len, 4);
    assert_ptr_equal(row_at(&r, 0)->provider, a);
    assert_ptr_equal(row_at(&r, 1)->provider, a);
    const struct provider *other = row_at(&r, 2)->provider;
    assert_span_is(row_at(&r, 2)->name.text, "*.other.example");
    assert_span_is(other->short_name->source, "Another name");
    assert_true(pattern_equal(server_at(&other->imap, 0)->username, &pattern_address));
    assert_true(server_at(&other->imap, 1)->username->ask);
    assert_true(pattern_equal(server_at(&a->imap, 0)->username, &pattern_localpart));
    assert_int_equal(other->domains.len, 1);
    const struct provider *any = row_at(&r, 3)->provider;
    assert_int_equal(any->imap.len, 1);
    assert_int_equal(any->at.line, 13);
    assert_true(any->apple.signing); // the map is replaced whole
    assert_span_is(any->apple.identifier, "");
    assert_false(any->apple.contacts);
    end(&r);
}

static void logins_are_folded(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("providers: {a: {domains: [a.example], " MAIL "}}\n"
                   "logins:\n"
                   "  Boss.Ä@BÜCHER.example: jdoe\n"
                   "  other@a.example: '%EMAILLOCALPART%.x'\n"));
    const struct login *logins = r.configuration.logins.ptr;
    assert_int_equal(r.configuration.logins.len, 2);
    assert_span_is(logins[0].address, "boss.Ä@xn--bcher-kva.example");
    assert_true(pattern_is_literal(logins[0].username));
    assert_true(pattern_has(logins[1].username, PIECE_LOCALPART));
    end(&r);
}

// SPAN() for static data.
#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static void paths_are_relative_to_their_file(void **state)
{
    (void)state;
    static const struct memory_file files[] = {
        {.path = "providers.yaml", .content = TEXT("include: [d/*, /etc/b.yaml]\n")},
        {.path = "d/a.yaml",
            .content = TEXT("providers: {a: {mx: [a.example], logo: {file: l.svg}}}")},
        {.path = "d/l.svg", .content = TEXT("<?xml version='1.0'?><svg/>")},
        {.path = "/etc/b.yaml",
            .content = TEXT("domains: {b.example: {provider: a, logo: {file: /l}}}")},
        {.path = "/l", .content = TEXT("\x89PNG\r\n\x1A\n")},
    };
    struct reading r;
    begin_files(&r, files, COUNT_OF(files));
    assert_false(r.fine); // the picture is no YAML
    end(&r);
    struct memory_file fewer[COUNT_OF(files)];
    memcpy(fewer, files, sizeof files);
    fewer[0].content = SPAN("include: [d/a*, /etc/b.yaml]\n");
    begin_files(&r, fewer, COUNT_OF(files));
    const struct provider *a = provider_at(&r, 0);
    assert_span_is(a->logo->file, "d/l.svg");
    assert_span_is(
        a->logo->picture->source, "data:image/svg+xml;base64,PD94bWwgdmVyc2lvbj0nMS4wJz8+PHN2Zy8+");
    assert_span_is(
        row_at(&r, 0)->provider->logo->picture->source, "data:image/png;base64,iVBORw0KGgo=");
    assert_null(row_at(&r, 0)->provider->logo->url);
    end(&r);
}

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    static const struct {
        enum file_error error;
        const char *message;
    } cases[] = {
        {FILE_MISSING, "providers.yaml: no such file"},
        {FILE_FORBIDDEN, "providers.yaml: no permission to read it"},
        {FILE_NOT_FILE, "providers.yaml: not a regular file"},
        {FILE_TOO_LARGE, "providers.yaml: too large"},
        {FILE_UNREADABLE, "providers.yaml: cannot be read"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct memory_file file = {.path = "providers.yaml", .error = cases[i].error};
        struct reading r;
        begin_files(&r, &file, 1);
        assert_false(r.fine);
        assert_int_equal(r.error, cases[i].error);
        assert_int_equal(r.d.errors, 1);
        assert_span_equal(r.d.first->message, span_from_c(cases[i].message));
        assert_int_equal(r.d.first->at.file, 0);
        end(&r);
    }
}

// A file of most of the language.
static const char whole_file[] =
    "version: 1\n"
    "x-mail: &mail {security: tls, auth: [password, scram]}\n"
    "providers:\n"
    "  example:\n"
    "    id: example.com\n"
    "    name: \"Beispiel \\u00e4\"\n"
    "    domains: [example.com, '*.example.org', bücher.example]\n"
    "    mx: &mx [example.net]\n"
    "    username: '%EMAILLOCALPART%.%EMAILDOMAIN%'\n"
    "    imap: [{<<: *mail, host: imap.example.com}, imap.example.com:143]\n"
    "    pop3: {<<: [*mail], host: pop.example.com, days: 14, leave_on_server: true}\n"
    "    smtp: {host: smtp.example.com, security: none, insecure: true}\n"
    "    caldav: https://dav.example.com/%EMAILADDRESS%/\n"
    "    oauth2: {issuer: o.example, scopes: [a]}\n"
    "    documentation:\n"
    "      - {url: http://example.com/help, title: {en: Help, no: Hjelp}}\n"
    "    before:\n"
    "      - kind: other\n"
    "        text: |\n"
    "          One\n"
    "          two.\n"
    "    accent: \"#005eb8\"\n"
    "    ttl: 1h\n"
    "domains:\n"
    "  a.example: example\n"
    "  b.example: {provider: example, outlook: {protocols: [imap]}}\n"
    "logins: {boss@example.com: jdoe}\n";

// Loads the bytes; whatever they are, that is either right or says why not.
static void load_bytes(const char *bytes, size_t len)
{
    char *exact = malloc(len == 0 ? 1 : len); // a sanitizer then sees a read beyond the end
    assert_non_null(exact);
    memcpy(exact, bytes, len);
    struct reading r;
    begin(&r, (struct span){exact, len});
    assert_true(r.fine ? r.configuration.providers.len != 0 : r.d.first != NULL);
    end(&r);
    free(exact);
}

static void no_prefix_and_no_wrong_byte_is_too_much(void **state)
{
    (void)state;
    struct span whole = span_from_c(whole_file);
    struct reading r;
    begin(&r, whole);
    assert_true(r.fine);
    end(&r);
    char bytes[sizeof whole_file];
    for (size_t i = 0; i < whole.len; i++) {
        load_bytes(whole.ptr, i);
        memcpy(bytes, whole_file, sizeof bytes);
        for (unsigned bit = 0; bit < 8; bit += 3) {
            bytes[i] = (char)((unsigned char)whole.ptr[i] ^ 1U << bit);
            load_bytes(bytes, whole.len);
        }
    }
}

static void many_rows_are_cheap(void **state)
{
    (void)state;
    enum { ROWS = 100000 };
    struct buffer text;
    struct reading r;
    buffer_init(&text, 16 * 1024 * 1024);
    buffer_add(&text, SPAN("providers: {a: {" MAIL "}}\ndomains:\n"));
    for (unsigned i = 0; i < ROWS; i++) {
        buffer_format(&text, "  domain%u.example: a\n", i);
    }
    begin(&r, buffer_span(&text));
    assert_true(r.fine);
    assert_int_equal(r.configuration.rows.len, ROWS);
    assert_ptr_equal(row_at(&r, ROWS - 1)->provider, provider_at(&r, 0));
    assert_in_range(r.keep.total_bytes, 1, ROWS * (sizeof(struct domain_row) + 48));
    end(&r);
    buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_file_has_all_defaults),
        cmocka_unit_test(names_have_their_defaults),
        cmocka_unit_test(ports_and_security_say_each_other),
        cmocka_unit_test(servers_and_services_take_what_the_provider_says),
        cmocka_unit_test(rows_share_or_replace),
        cmocka_unit_test(logins_are_folded),
        cmocka_unit_test(paths_are_relative_to_their_file),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(no_prefix_and_no_wrong_byte_is_too_much),
        cmocka_unit_test(many_rows_are_cheap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
