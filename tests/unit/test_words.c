// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "model/words.h"

static const struct word_set *const sets[] = {&service_words, &security_words, &auth_words,
    &http_auth_words, &note_words, &mail_protocol_words, &incoming_words,
    &autoconfig_version_words};

static void sets_are_as_long_as_their_enums(void **state)
{
    (void)state;
    assert_int_equal(service_words.count, SERVICE_COUNT);
    assert_int_equal(security_words.count, SECURITY_COUNT);
    assert_int_equal(auth_words.count, AUTH_COUNT);
    assert_int_equal(http_auth_words.count, AUTH_COUNT);
    assert_int_equal(note_words.count, NOTE_KIND_COUNT);
    assert_int_equal(mail_protocol_words.count, 3);
    assert_int_equal(incoming_words.count, 2);
    assert_int_equal(autoconfig_version_words.count, AUTOCONFIG_VERSION_COUNT);
}

static void every_value_has_a_word_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        assert_true(span_from_c(sets[i]->what).len > 3);
        for (unsigned value = 0; value < sets[i]->count; value++) {
            const char *word = word_text(sets[i], value, WORDS_YAML);
            assert_non_null(word);
            unsigned found = 77;
            assert_true(word_find(sets[i], span_from_c(word), &found));
            assert_int_equal(found, value); // also: no word twice
        }
        assert_null(word_text(sets[i], (unsigned)sets[i]->count, WORDS_YAML));
    }
}

static void only_the_whole_word_is_the_word(void **state)
{
    (void)state;
    unsigned value = 77;
    assert_false(word_find(&security_words, SPAN("TLS"), &value));
    assert_false(word_find(&security_words, SPAN("tl"), &value));
    assert_false(word_find(&security_words, SPAN("tls "), &value));
    assert_false(word_find(&security_words, SPAN(""), &value));
    assert_false(word_find(&mail_protocol_words, SPAN("jmap"), &value));
    assert_false(word_find(&incoming_words, SPAN("smtp"), &value));
    assert_int_equal(value, 77);
}

// What clients read; a slip here would be a wrong setting in every answer.
static void words_of_the_formats(void **state)
{
    (void)state;
    static const struct {
        const struct word_set *set;
        unsigned value;
        enum words_format format;
        const char *word;
    } rows[] = {
        {&security_words, SECURITY_TLS, WORDS_AUTOCONFIG, "SSL"},
        {&security_words, SECURITY_STARTTLS, WORDS_AUTOCONFIG, "STARTTLS"},
        {&security_words, SECURITY_NONE, WORDS_AUTOCONFIG, "plain"},
        {&security_words, SECURITY_TLS, WORDS_AUTODISCOVER, "SSL"},
        {&security_words, SECURITY_STARTTLS, WORDS_AUTODISCOVER, "TLS"},
        {&security_words, SECURITY_NONE, WORDS_AUTODISCOVER, "None"},
        {&auth_words, AUTH_PASSWORD, WORDS_AUTOCONFIG, "password-cleartext"},
        {&auth_words, AUTH_OAUTH2, WORDS_AUTOCONFIG, "OAuth2"},
        {&auth_words, AUTH_CRAM_MD5, WORDS_AUTOCONFIG, "password-encrypted"},
        {&auth_words, AUTH_SCRAM, WORDS_AUTOCONFIG, "password-encrypted"},
        {&auth_words, AUTH_CLIENT_CERT, WORDS_AUTOCONFIG, "TLS-client-cert"},
        {&auth_words, AUTH_CLIENT_IP, WORDS_AUTOCONFIG, "client-IP-address"},
        {&security_words, SECURITY_TLS, WORDS_QR, "3"},
        {&security_words, SECURITY_STARTTLS, WORDS_QR, "2"},
        {&security_words, SECURITY_NONE, WORDS_QR, "0"},
        {&auth_words, AUTH_OAUTH2, WORDS_QR, "6"},
        {&auth_words, AUTH_PASSWORD, WORDS_APPLE, "EmailAuthPassword"},
        {&auth_words, AUTH_CRAM_MD5, WORDS_APPLE, "EmailAuthCRAMMD5"},
        {&auth_words, AUTH_NTLM, WORDS_AUTODISCOVER, "on"},
        {&auth_words, AUTH_PASSWORD, WORDS_AUTODISCOVER, "off"},
        {&http_auth_words, AUTH_PASSWORD, WORDS_AUTOCONFIG, "Basic"},
        {&service_words, SERVICE_IMAP, WORDS_APPLE, "EmailTypeIMAP"},
        {&service_words, SERVICE_POP3, WORDS_APPLE, "EmailTypePOP"},
        {&service_words, SERVICE_SMTP, WORDS_AUTODISCOVER, "SMTP"},
        {&service_words, SERVICE_ACTIVESYNC, WORDS_AUTOCONFIG, "activeSync"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(word_text(rows[i].set, rows[i].value, rows[i].format), rows[i].word);
    }
}

// These methods must not be told to Outlook as a password: it would send one.
static void what_outlook_cannot_say(void **state)
{
    (void)state;
    static const unsigned unsayable[] = {
        AUTH_OAUTH2, AUTH_SCRAM, AUTH_CRAM_MD5, AUTH_DIGEST_MD5, AUTH_CLIENT_CERT};
    for (size_t i = 0; i < COUNT_OF(unsayable); i++) {
        assert_null(word_text(&auth_words, unsayable[i], WORDS_AUTODISCOVER));
    }
}

// Nor can the app that scans a code log in by these.
static void what_a_qr_code_cannot_say(void **state)
{
    (void)state;
    static const unsigned unsayable[] = {AUTH_NTLM, AUTH_GSSAPI, AUTH_CLIENT_CERT};
    for (size_t i = 0; i < COUNT_OF(unsayable); i++) {
        assert_null(word_text(&auth_words, unsayable[i], WORDS_QR));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_as_long_as_their_enums),
        cmocka_unit_test(every_value_has_a_word_of_its_own),
        cmocka_unit_test(only_the_whole_word_is_the_word),
        cmocka_unit_test(words_of_the_formats),
        cmocka_unit_test(what_outlook_cannot_say),
        cmocka_unit_test(what_a_qr_code_cannot_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
