// SPDX-License-Identifier: MIT
// What is chosen from a provider's servers; the cases of http show the documents.
#include "span_assert.h"

#include "model/pacc.h"

static const struct word_list password = {{AUTH_PASSWORD}, 1};
static const struct word_list scram = {{AUTH_SCRAM}, 1};
static const struct word_list oauth2 = {{AUTH_OAUTH2}, 1};
static const struct word_list both = {{AUTH_OAUTH2, AUTH_PASSWORD}, 2};
static const struct word_list gssapi = {{AUTH_GSSAPI}, 1};
static const struct word_list none = {{AUTH_NONE}, 1};

static struct server server(
    enum security security, uint16_t port, const struct pattern *username, struct word_list auth)
{
    return (struct server){
        .security = (uint8_t)security,
        .port = port,
        .username = username,
        .auth = auth,
    };
}

static struct server usual(uint16_t port, struct word_list auth)
{
    return server(SECURITY_TLS, port, &pattern_address, auth);
}

// A provider with one server each; NULL: none.
static struct provider provider_of(
    struct server *imap, struct server *pop3, struct server *smtp, const struct oauth2 *tokens)
{
    return (struct provider){
        .imap = {imap, imap != NULL},
        .pop3 = {pop3, pop3 != NULL},
        .smtp = {smtp, smtp != NULL},
        .oauth2 = tokens,
    };
}

static struct pattern issuer_of(struct piece *piece, const char *text)
{
    *piece = (struct piece){PIECE_LITERAL, span_from_c(text)};
    return (struct pattern){piece, 1, piece->text, false};
}

static void the_first_that_can_be_said_is_chosen(void **state)
{
    (void)state;
    struct server imap[] = {
        server(SECURITY_STARTTLS, 143, &pattern_address, password),
        server(SECURITY_STARTTLS, 993, &pattern_address, password),
        server(SECURITY_TLS, 1993, &pattern_address, password),
        server(SECURITY_TLS, 993, &pattern_localpart, password),
        server(SECURITY_TLS, 993, &pattern_ask, password),
        server(SECURITY_TLS, 993, &pattern_address, gssapi),
        server(SECURITY_TLS, 993, &pattern_address, oauth2), // and no issuer
        server(SECURITY_TLS, 993, &pattern_address, scram),
        server(SECURITY_TLS, 993, &pattern_address, password),
    };
    struct provider provider = {.imap = {imap, COUNT_OF(imap)}};
    struct pacc chosen;
    assert_true(pacc_choose(&provider, &chosen));
    assert_ptr_equal(chosen.imap, &imap[7]);
    assert_null(chosen.pop3);
    assert_null(chosen.smtp);
    assert_true(chosen.password);
    assert_false(chosen.oauth2);
    provider.imap.len = 7;
    assert_false(pacc_choose(&provider, &chosen));
    provider.imap.len = 0;
    assert_false(pacc_choose(&provider, &chosen));
}

static void ports_are_those_of_the_protocol(void **state)
{
    (void)state;
    struct server imaps = usual(993, password);
    struct server pop3s = usual(995, password);
    struct server submissions = usual(465, password);
    struct provider right = provider_of(&imaps, &pop3s, &submissions, NULL);
    struct provider incoming = provider_of(&pop3s, &imaps, &submissions, NULL);
    struct provider outgoing = provider_of(&imaps, &pop3s, &imaps, NULL);
    struct pacc chosen;
    assert_true(pacc_choose(&right, &chosen));
    assert_ptr_equal(chosen.imap, &imaps);
    assert_ptr_equal(chosen.pop3, &pop3s);
    assert_ptr_equal(chosen.smtp, &submissions);
    assert_false(pacc_choose(&incoming, &chosen));
    assert_false(pacc_choose(&outgoing, &chosen));
}

static void methods_are_those_that_all_servers_take(void **state)
{
    (void)state;
    struct piece piece;
    struct pattern issuer = issuer_of(&piece, "login.example.com");
    struct oauth2 tokens = {.issuer = &issuer};
    const struct {
        struct word_list imap, smtp;
        bool chosen, password, oauth2;
    } rows[] = {
        {password, password, true, true, false},
        {both, both, true, true, true},
        {both, password, true, true, false},
        {both, oauth2, true, false, true},
        {scram, both, true, true, false},
        {oauth2, oauth2, true, false, true},
        {oauth2, password, false, false, false},
        {password, oauth2, false, false, false},
        {password, none, false, false, false},
        {gssapi, gssapi, false, false, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct server imap = usual(993, rows[i].imap);
        struct server smtp = usual(465, rows[i].smtp);
        struct provider provider = provider_of(&imap, NULL, &smtp, &tokens);
        struct pacc chosen = {.password = false};
        assert_int_equal(pacc_choose(&provider, &chosen), rows[i].chosen);
        assert_int_equal(chosen.password, rows[i].password);
        assert_int_equal(chosen.oauth2, rows[i].oauth2);
    }
}

static void an_issuer_is_one_for_all(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "https://login.example.com/?tenant=1", "https://login.example.com/#a"};
    struct piece piece;
    struct pattern issuer = issuer_of(&piece, "https://login.example.com/");
    struct oauth2 tokens = {.issuer = NULL};
    struct server imap = usual(993, oauth2);
    struct provider provider = provider_of(&imap, NULL, NULL, NULL);
    struct pacc chosen;
    assert_false(pacc_choose(&provider, &chosen));
    provider.oauth2 = &tokens;
    assert_false(pacc_choose(&provider, &chosen));
    tokens.issuer = &issuer;
    assert_true(pacc_choose(&provider, &chosen));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        issuer = issuer_of(&piece, wrong[i]);
        assert_false(pacc_choose(&provider, &chosen));
    }
    tokens.issuer = &pattern_address;
    assert_false(pacc_choose(&provider, &chosen));
    tokens.issuer = &pattern_localpart;
    assert_false(pacc_choose(&provider, &chosen));
}

static void pop3_beside_imap_costs_no_method(void **state)
{
    (void)state;
    struct piece piece;
    struct pattern issuer = issuer_of(&piece, "login.example.com");
    struct oauth2 tokens = {.issuer = &issuer};
    struct server imap = usual(993, both);
    struct server pop3 = usual(995, password);
    struct server smtp = usual(465, both);
    struct provider provider = provider_of(&imap, &pop3, &smtp, &tokens);
    struct pacc chosen;
    assert_true(pacc_choose(&provider, &chosen));
    assert_null(chosen.pop3);
    assert_true(chosen.password && chosen.oauth2);
    provider.imap.len = 0;
    assert_true(pacc_choose(&provider, &chosen));
    assert_null(chosen.imap);
    assert_ptr_equal(chosen.pop3, &pop3);
    assert_true(chosen.password && !chosen.oauth2);
}

static void services_are_logged_in_to_as_the_servers_are(void **state)
{
    (void)state;
    const struct pacc by_both = {.password = true, .oauth2 = true};
    const struct pacc by_password = {.password = true};
    struct endpoint endpoint = {.username = &pattern_address, .auth = both};
    assert_true(pacc_fits(&by_both, &endpoint));
    assert_true(pacc_fits(&by_password, &endpoint));
    endpoint.auth = password;
    assert_false(pacc_fits(&by_both, &endpoint));
    assert_true(pacc_fits(&by_password, &endpoint));
    endpoint.auth = oauth2;
    assert_false(pacc_fits(&by_password, &endpoint));
    endpoint.auth = both;
    endpoint.username = &pattern_ask;
    assert_false(pacc_fits(&by_both, &endpoint));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_can_be_said_is_chosen),
        cmocka_unit_test(ports_are_those_of_the_protocol),
        cmocka_unit_test(methods_are_those_that_all_servers_take),
        cmocka_unit_test(an_issuer_is_one_for_all),
        cmocka_unit_test(pop3_beside_imap_costs_no_method),
        cmocka_unit_test(services_are_logged_in_to_as_the_servers_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
