// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "answers/servers.h"

static struct server make(uint16_t port, enum security security, enum auth auth)
{
    return (struct server){.type = SERVICE_SMTP,
        .port = port,
        .security = security,
        .auth = {{auth}, 1},
        .username = &pattern_address};
}

struct choice_case {
    const char *what;
    struct server servers[3];
    size_t count;
    uint16_t best;      // for Outlook, by port; 0: none
    uint16_t listed[3]; // in autoconfig
};

static void which_servers_are_named(void **state)
{
    (void)state;
    const struct server tls = make(465, SECURITY_TLS, AUTH_PASSWORD);
    const struct server starttls = make(587, SECURITY_STARTTLS, AUTH_PASSWORD);
    const struct server plain = make(25, SECURITY_NONE, AUTH_PASSWORD);
    const struct server open = make(2525, SECURITY_TLS, AUTH_NONE);
    const struct server by_ip = make(2526, SECURITY_NONE, AUTH_CLIENT_IP);
    const struct server oauth2 = make(466, SECURITY_TLS, AUTH_OAUTH2);
    const struct choice_case cases[] = {
        {"nothing", {{0}}, 0, 0, {0}},
        {"the provider's order is kept", {starttls, tls}, 2, 465, {587, 465}},
        {"the first of a kind", {tls, open}, 2, 465, {465}},
        {"no plain one beside an encrypted one", {plain, starttls}, 2, 587, {587}},
        {"a plain one alone", {plain}, 1, 25, {25}},
        {"an open one alone", {open}, 1, 2525, {2525}},
        {"an open one beside a plain one: encryption counts more", {plain, open}, 2, 2525, {2525}},
        {"open ones of both kinds", {by_ip, open}, 2, 2525, {2525}},
        {"what Outlook cannot say is not its best", {oauth2, starttls}, 2, 587, {466, 587}},
        {"nothing that Outlook can say", {oauth2}, 1, 0, {466}},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct server servers[3];
        struct listed_server room[3];
        for (size_t k = 0; k < cases[i].count; k++) {
            servers[k] = cases[i].servers[k];
        }
        struct list all = {servers, cases[i].count};
        const struct server *best = servers_best(&all, WORDS_AUTODISCOVER);
        if ((best == NULL ? 0 : best->port) != cases[i].best) {
            fail_msg("%s: best is %u", cases[i].what, best == NULL ? 0U : best->port);
        }
        struct list listed = {room, 0};
        servers_list(&listed, &all, WORDS_AUTOCONFIG);
        for (size_t k = 0; k < COUNT_OF(room); k++) {
            uint16_t port = k < listed.len ? room[k].is.port : 0;
            if (port != cases[i].listed[k]) {
                fail_msg("%s: number %zu listed is %u", cases[i].what, k, port);
            }
        }
    }
    arena_finish(&a);
}

static void lists_are_bounded_and_joined(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct server *servers = arena_array(&a, (size_t)2 * SERVERS_LISTED_MAX, sizeof *servers);
    for (size_t i = 0; i < (size_t)2 * SERVERS_LISTED_MAX; i++) {
        servers[i] = make((uint16_t)(i + 1), SECURITY_TLS, AUTH_PASSWORD);
    }
    struct list many = {servers, (size_t)2 * SERVERS_LISTED_MAX};
    struct list two = {servers, 2};
    size_t room = servers_room(&two) + servers_room(&many);
    assert_int_equal(room, SERVERS_LISTED_MAX + 2);
    struct list listed = {arena_array(&a, room, sizeof(struct listed_server)), 0};
    servers_list(&listed, &two, WORDS_AUTOCONFIG);
    servers_list(&listed, &many, WORDS_AUTOCONFIG);
    assert_int_equal(listed.len, room);
    arena_finish(&a);
}

static void each_word_is_said_once(void **state)
{
    (void)state;
    const struct word_list all = {
        {AUTH_SCRAM, AUTH_OAUTH2, AUTH_CRAM_MD5, AUTH_PASSWORD, AUTH_DIGEST_MD5}, 5};
    struct word_list said = auth_sayable(&auth_words, &all, WORDS_AUTOCONFIG);
    assert_int_equal(said.len, 3);
    assert_int_equal(said.items[0], AUTH_SCRAM);
    assert_int_equal(said.items[1], AUTH_OAUTH2);
    assert_int_equal(said.items[2], AUTH_PASSWORD);
    said = auth_sayable(&auth_words, &all, WORDS_AUTODISCOVER);
    assert_int_equal(said.len, 1);
    assert_int_equal(said.items[0], AUTH_PASSWORD);
    said = auth_sayable(&http_auth_words, &all, WORDS_AUTOCONFIG);
    assert_int_equal(said.len, 3);
}

// What comes of it in a QR code: tests/unit/test_qr_account.c.
static void the_app_signs_in_where_it_knows_the_host(void **state)
{
    (void)state;
    const struct word_list all = {{AUTH_OAUTH2, AUTH_NTLM, AUTH_PASSWORD}, 3};
    const struct pattern known = {.source = SPAN("imap.gmail.com")};
    const struct pattern unknown = {.source = SPAN("imap.gmail.com.example")};
    struct server server = make(993, SECURITY_TLS, AUTH_OAUTH2);
    server.auth = all;
    server.host = &known;
    struct word_list said = server_auth_sayable(&server, WORDS_QR);
    assert_int_equal(said.len, 2);
    assert_int_equal(said.items[0], AUTH_OAUTH2);
    server.host = &unknown;
    said = server_auth_sayable(&server, WORDS_QR);
    assert_int_equal(said.len, 1);
    assert_int_equal(said.items[0], AUTH_PASSWORD);
    assert_int_equal(server_auth_sayable(&server, WORDS_AUTOCONFIG).len, 3);
}

static void logins_are_compared_as_they_are_written(void **state)
{
    (void)state;
    struct server imap = make(993, SECURITY_TLS, AUTH_PASSWORD);
    struct server smtp = imap;
    struct filling filling = {0};
    assert_true(servers_share_login(&imap, &smtp, &filling));
    smtp.username = &pattern_localpart;
    assert_false(servers_share_login(&imap, &smtp, &filling));
    filling.login = &pattern_ask; // `logins` replaces both
    assert_true(servers_share_login(&imap, &smtp, &filling));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_servers_are_named),
        cmocka_unit_test(lists_are_bounded_and_joined),
        cmocka_unit_test(each_word_is_said_once),
        cmocka_unit_test(the_app_signs_in_where_it_knows_the_host),
        cmocka_unit_test(logins_are_compared_as_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
