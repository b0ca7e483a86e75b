// SPDX-License-Identifier: MIT
// What real servers say they can do, in their three languages.
#include "span_assert.h"

#include "doctor/dialect.h"

#define PASSWORD (1U << AUTH_PASSWORD)

static struct abilities read(enum service service, const char *const *lines)
{
    struct abilities abilities = {0};
    for (; *lines != NULL; lines++) {
        dialect_read_line(dialect_find(service), span_from_c(*lines), &abilities);
    }
    return abilities;
}

static unsigned auths(enum service service, const char *line)
{
    struct abilities abilities = read(service, (const char *const[]){line, NULL});
    return dialect_auths(dialect_find(service), &abilities);
}

static void only_mail_has_a_dialect(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= SERVICE_COUNT; i++) {
        const struct dialect *dialect = dialect_find((enum service)i);
        assert_int_equal(dialect != NULL, i <= SERVICE_SMTP);
        assert_true(dialect == NULL || dialect->service == i);
    }
}

static void imap_takes_a_password_unless_it_says_no(void **state)
{
    (void)state;
    assert_int_equal(auths(SERVICE_IMAP, "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED"), 0);
    assert_int_equal(auths(SERVICE_IMAP, "* CAPABILITY IMAP4rev1"), PASSWORD);
    assert_int_equal(auths(SERVICE_IMAP, "* CAPABILITY LOGINDISABLED AUTH=plain"), PASSWORD);
    assert_int_equal(auths(SERVICE_IMAP, "* CAPABILITY LOGINDISABLED AUTH=CRAM-MD5 AUTH=XOAUTH2"),
        1U << AUTH_CRAM_MD5 | 1U << AUTH_OAUTH2);
}

static void pop3_has_user_and_sasl(void **state)
{
    (void)state;
    const char *const lines[] = {
        "+OK", "CAPA", "TOP", "STLS", "SASL SCRAM-SHA-256 GSSAPI", ".", NULL};
    struct abilities abilities = read(SERVICE_POP3, lines);
    assert_true(abilities.starttls);
    assert_false(abilities.user);
    assert_int_equal(abilities.auths, 1U << AUTH_SCRAM | 1U << AUTH_GSSAPI);
    assert_int_equal(auths(SERVICE_POP3, "USER"), PASSWORD);
    assert_int_equal(auths(SERVICE_POP3, "SASL"), 0);
}

static void smtp_has_codes_before_its_words(void **state)
{
    (void)state;
    const char *const lines[] = {"250-mail.example", "250-PIPELINING", "250-STARTTLS",
        "250-AUTH=NTLM", "250 8BITMIME", NULL};
    struct abilities abilities = read(SERVICE_SMTP, lines);
    assert_true(abilities.starttls);
    assert_int_equal(abilities.auths, 1U << AUTH_NTLM);
    assert_int_equal(auths(SERVICE_SMTP, "250 AUTH LOGIN PLAIN"), PASSWORD);
    assert_int_equal(
        auths(SERVICE_SMTP, "250-AUTH=LOGIN CRAM-MD5"), PASSWORD | 1U << AUTH_CRAM_MD5);
    assert_int_equal(auths(SERVICE_SMTP, "250 DSN"), 0); // no password where nobody offers it
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_mail_has_a_dialect),
        cmocka_unit_test(imap_takes_a_password_unless_it_says_no),
        cmocka_unit_test(pop3_has_user_and_sasl),
        cmocka_unit_test(smtp_has_codes_before_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
