// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "answers/qr_account.h"
#include "answers/servers.h"

static const struct pattern mail_host = {.source = {"mail.example.org", 16},
    .pieces = &(const struct piece){PIECE_LITERAL, {"mail.example.org", 16}},
    .count = 1};
static const struct pattern gmail_host = {.source = {"smtp.gmail.com", 14},
    .pieces = &(const struct piece){PIECE_LITERAL, {"smtp.gmail.com", 14}},
    .count = 1};

static void the_text_is_the_format_s_to_the_byte(void **state)
{
    (void)state;
    static const struct {
        struct qr_account account;
        const char *text;
    } cases[] = {
        {{.incoming = {SERVICE_IMAP, SECURITY_TLS, AUTH_PASSWORD, 993, {"imap.example.org", 16},
              {"jo@example.org", 14}},
             .outgoing = {SERVICE_SMTP, SECURITY_STARTTLS, AUTH_PASSWORD, 587,
                 {"smtp.example.org", 16}, {"jo@example.org", 14}},
             .address = {"jo@example.org", 14},
             .person = {"Jo Doe", 6}},
            "[1,[1,1],[0,\"imap.example.org\",993,3,1,\"jo@example.org\"],[[[0,\"smtp.example."
            "org\","
            "587,2,1,\"jo@example.org\"],[\"jo@example.org\",\"Jo Doe\"]]]]"},
        {{.incoming = {SERVICE_POP3, SECURITY_TLS, AUTH_PASSWORD, 995, {"pop.example.org", 15},
              {"jo", 2}},
             .outgoing = {SERVICE_SMTP, SECURITY_STARTTLS, AUTH_NONE, 25, {"mx.example.org", 14},
                 {NULL, 0}},
             .name = {"Jo at work", 10},
             .address = {"jo@example.org", 14},
             .person = {"Jo \"D\" Doe", 10}},
            "[1,[1,1],[1,\"pop.example.org\",995,3,1,\"jo\",\"Jo at "
            "work\"],[[[0,\"mx.example.org\","
            "25,2,0,\"\"],[\"jo@example.org\",\"Jo \\\"D\\\" Doe\"]]]]"},
        {{.incoming = {SERVICE_IMAP, SECURITY_NONE, AUTH_SCRAM, 1, {"h", 1}, {"\xD0\x96", 2}},
             .outgoing = {SERVICE_SMTP, SECURITY_NONE, AUTH_OAUTH2, UINT16_MAX, {"h", 1},
                 {"a\\b\tc\x01/", 7}},
             .address = {"a@b", 3},
             .person = {"\xF0\x9F\x98\x80", 4}},
            "[1,[1,1],[0,\"h\",1,0,2,\"\xD0\x96\"],[[[0,\"h\",65535,0,6,\"a\\\\b\\tc\\u0001/\"],"
            "[\"a@b\",\"\xF0\x9F\x98\x80\"]]]]"},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct span text;
        assert_true(qr_account_write(&a, &cases[i].account, &text));
        assert_span_equal(text, span_from_c(cases[i].text));
    }
    arena_finish(&a);
}

static void what_is_too_long_is_refused(void **state)
{
    (void)state;
    struct arena a;
    struct span text;
    arena_init(&a);
    struct span name = {arena_array(&a, QR_CONTENT_MAX_BYTES, 1), 1};
    struct qr_account account = {
        .incoming = {.type = SERVICE_IMAP, .auth = AUTH_PASSWORD, .port = 143},
        .outgoing = {.type = SERVICE_SMTP, .auth = AUTH_PASSWORD, .port = 25},
        .address = SPAN("a@b"),
        .person = SPAN("x"),
        .name = name,
    };
    *(char *)(uintptr_t)name.ptr = 'x';
    assert_true(qr_account_write(&a, &account, &text));
    size_t left = QR_CONTENT_MAX_BYTES - text.len;
    account.person = (struct span){arena_array(&a, left + 2, 1), left + 1};
    for (size_t i = 0; i < left + 2; i++) {
        ((char *)(uintptr_t)account.person.ptr)[i] = 'x';
    }
    assert_true(qr_account_write(&a, &account, &text));
    assert_int_equal(text.len, QR_CONTENT_MAX_BYTES);
    account.person.len++;
    assert_false(qr_account_write(&a, &account, &text));
    arena_finish(&a);
}

#define JO "jo@example.org"

enum {
    IMAP_PORT = 1000 + SERVICE_IMAP,
    POP3_PORT = 1000 + SERVICE_POP3,
};

static const struct word_list password = {{AUTH_PASSWORD}, 1};
static const struct word_list tickets = {{AUTH_GSSAPI, AUTH_NTLM, AUTH_CLIENT_CERT}, 3};
static const struct word_list by_ip = {{AUTH_CLIENT_IP}, 1};

struct choice {
    const char *what;
    struct server imap, pop3, smtp; // port 0: none
    uint16_t incoming;              // port; 0: there is no code
    uint8_t incoming_auth, outgoing_auth;
    const char *login; // at the outgoing server
};

static struct server make(enum service type, enum security security, struct word_list auth)
{
    return (struct server){.type = (uint8_t)type,
        .security = (uint8_t)security,
        .port = (uint16_t)(1000 + type),
        .host = &mail_host,
        .username = &pattern_address,
        .auth = auth};
}

static struct list list_of(struct server *server)
{
    return (struct list){server, server->port == 0 ? 0 : 1};
}

static void check_choices(const struct choice *cases, size_t count)
{
    struct arena a;
    arena_init(&a);
    struct address jo;
    const char *why;
    assert_true(address_parse(&a, SPAN("jo@example.org"), &jo, &why));
    const struct filling filling = {.address = jo.whole, .local = jo.local, .domain = jo.domain};
    for (size_t i = 0; i < count; i++) {
        struct choice c = cases[i];
        struct qr_account account = {0};
        const struct provider provider = {
            .imap = list_of(&c.imap), .pop3 = list_of(&c.pop3), .smtp = list_of(&c.smtp)};
        enum qr_account_result result =
            qr_account_fill(&a, &provider, &jo, &filling, SPAN(""), &account);
        bool fine = result == QR_ACCOUNT_OK;
        if (fine != (c.incoming != 0) || account.incoming.port != c.incoming ||
            account.incoming.auth != c.incoming_auth || account.outgoing.auth != c.outgoing_auth) {
            fail_msg("%s: %d, %d, %d, %d", c.what, result, account.incoming.port,
                account.incoming.auth, account.outgoing.auth);
        }
        assert_true(fine || result == QR_ACCOUNT_NOTHING);
        assert_span_equal(account.outgoing.username, span_from_c(c.login));
        assert_span_equal(account.person, fine ? jo.whole : SPAN(""));
    }
    arena_finish(&a);
}

static void the_app_s_servers_are_chosen(void **state)
{
    (void)state;
    const struct server none = {.port = 0};
    const struct server imap = make(SERVICE_IMAP, SECURITY_TLS, password);
    const struct server pop3 = make(SERVICE_POP3, SECURITY_TLS, password);
    const struct server smtp = make(SERVICE_SMTP, SECURITY_TLS, password);
    const struct server imap_tickets = make(SERVICE_IMAP, SECURITY_TLS, tickets);
    const struct server smtp_tickets = make(SERVICE_SMTP, SECURITY_TLS, tickets);
    const struct server relay = make(SERVICE_SMTP, SECURITY_NONE, by_ip);
    struct server ask = smtp;
    ask.username = &pattern_ask;
    const struct choice cases[] = {
        {"usual", imap, none, smtp, IMAP_PORT, AUTH_PASSWORD, AUTH_PASSWORD, JO},
        {"IMAP first", imap, pop3, smtp, IMAP_PORT, AUTH_PASSWORD, AUTH_PASSWORD, JO},
        {"POP3 alone", none, pop3, smtp, POP3_PORT, AUTH_PASSWORD, AUTH_PASSWORD, JO},
        {"POP3 where the app cannot do IMAP", imap_tickets, pop3, smtp, POP3_PORT, AUTH_PASSWORD,
            AUTH_PASSWORD, JO},
        {"no login at a relay", imap, none, relay, IMAP_PORT, AUTH_PASSWORD, AUTH_CLIENT_IP, ""},
        {"a login to be asked for", imap, none, ask, IMAP_PORT, AUTH_PASSWORD, AUTH_PASSWORD, JO},
        {"tickets to read", imap_tickets, none, smtp, 0, 0, 0, NULL},
        {"tickets to send", imap, none, smtp_tickets, 0, 0, 0, NULL},
        {"nothing to send", imap, none, none, 0, 0, 0, NULL},
        {"nothing to read", none, none, smtp, 0, 0, 0, NULL},
    };
    check_choices(cases, COUNT_OF(cases));
}

static void the_app_s_methods_are_chosen(void **state)
{
    (void)state;
    const struct word_list both = {{AUTH_CRAM_MD5, AUTH_PASSWORD}, 2};
    const struct word_list clear_first = {{AUTH_NTLM, AUTH_PASSWORD, AUTH_SCRAM}, 3};
    const struct word_list oauth2 = {{AUTH_OAUTH2, AUTH_PASSWORD}, 2};
    const struct word_list oauth2_last = {{AUTH_DIGEST_MD5, AUTH_OAUTH2}, 2};
    const struct word_list oauth2_alone = {{AUTH_OAUTH2}, 1};
    const struct server none = {.port = 0};
    const struct server smtp = make(SERVICE_SMTP, SECURITY_TLS, password);
    const struct server tls = make(SERVICE_IMAP, SECURITY_TLS, both);
    const struct server starttls = make(SERVICE_IMAP, SECURITY_STARTTLS, both);
    const struct server plain = make(SERVICE_IMAP, SECURITY_NONE, clear_first);
    const struct server imap_oauth2 = make(SERVICE_IMAP, SECURITY_TLS, oauth2);
    const struct server imap_alone = make(SERVICE_IMAP, SECURITY_TLS, oauth2_alone);
    struct server known = make(SERVICE_SMTP, SECURITY_TLS, oauth2);
    struct server known_last = make(SERVICE_SMTP, SECURITY_NONE, oauth2_last);
    known.host = &gmail_host;
    known_last.host = &gmail_host;
    const struct choice cases[] = {
        {"in the clear within TLS", tls, none, smtp, IMAP_PORT, AUTH_PASSWORD, AUTH_PASSWORD, JO},
        {"and within STARTTLS", starttls, none, smtp, IMAP_PORT, AUTH_PASSWORD, AUTH_PASSWORD, JO},
        {"encrypted without", plain, none, smtp, IMAP_PORT, AUTH_SCRAM, AUTH_PASSWORD, JO},
        {"OAuth2 at a host that the app knows", tls, none, known, IMAP_PORT, AUTH_PASSWORD,
            AUTH_OAUTH2, JO},
        {"the provider's first", tls, none, known_last, IMAP_PORT, AUTH_PASSWORD, AUTH_DIGEST_MD5,
            JO},
        {"no OAuth2 elsewhere", imap_oauth2, none, smtp, IMAP_PORT, AUTH_PASSWORD, AUTH_PASSWORD,
            JO},
        {"nothing but OAuth2 elsewhere", imap_alone, none, smtp, 0, 0, 0, NULL},
    };
    check_choices(cases, COUNT_OF(cases));
}

static void the_address_is_ascii(void **state)
{
    (void)state;
    struct arena a;
    struct address address;
    struct qr_account account;
    const struct provider nothing = {.imap = {NULL, 0}};
    const struct filling filling = {.login = NULL};
    const char *why;
    arena_init(&a);
    assert_true(address_parse(&a, SPAN("\xD0\xB6@example.org"), &address, &why));
    assert_int_equal(qr_account_fill(&a, &nothing, &address, &filling, SPAN(""), &account),
        QR_ACCOUNT_NOT_ASCII);
    assert_true(address_parse(&a, SPAN("jo@b\xC3\xBC.example"), &address, &why));
    assert_int_equal(
        qr_account_fill(&a, &nothing, &address, &filling, SPAN(""), &account), QR_ACCOUNT_NOTHING);
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_the_format_s_to_the_byte),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(the_app_s_servers_are_chosen),
        cmocka_unit_test(the_app_s_methods_are_chosen),
        cmocka_unit_test(the_address_is_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
