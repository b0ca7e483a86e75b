// SPDX-License-Identifier: MIT
#include "doctor/dialect.h"

static const struct dialect dialects[] = {
    [SERVICE_IMAP] = {SERVICE_IMAP, "* OK", "a CAPABILITY\r\n", "a ", "STARTTLS", "b STARTTLS\r\n",
        "b OK", "c LOGOUT\r\n"},
    [SERVICE_POP3] = {SERVICE_POP3, "+OK", "CAPA\r\n", ".", "STLS", "STLS\r\n", "+OK", "QUIT\r\n"},
    [SERVICE_SMTP] = {SERVICE_SMTP, "220", "EHLO autoconfig-doctor.invalid\r\n", "250 ", "STARTTLS",
        "STARTTLS\r\n", "220", "QUIT\r\n"},
};

static const struct {
    const char *name; // of a SASL mechanism; all that begin so
    enum auth auth;
} mechanisms[] = {
    {"PLAIN", AUTH_PASSWORD},
    {"LOGIN", AUTH_PASSWORD},
    {"CRAM-MD5", AUTH_CRAM_MD5},
    {"DIGEST-MD5", AUTH_DIGEST_MD5},
    {"SCRAM-", AUTH_SCRAM},
    {"XOAUTH2", AUTH_OAUTH2},
    {"OAUTHBEARER", AUTH_OAUTH2},
    {"NTLM", AUTH_NTLM},
    {"GSSAPI", AUTH_GSSAPI},
    {"GSS-SPNEGO", AUTH_GSSAPI},
    {"EXTERNAL", AUTH_CLIENT_CERT},
};

static void add_mechanism(struct abilities *out, struct span name)
{
    for (size_t i = 0; i < COUNT_OF(mechanisms); i++) {
        if (span_starts_with_fold(name, span_from_c(mechanisms[i].name))) {
            out->auths |= 1U << mechanisms[i].auth;
        }
    }
}

const struct dialect *dialect_find(enum service service)
{
    return service < COUNT_OF(dialects) ? &dialects[service] : NULL;
}

void dialect_read_line(const struct dialect *dialect, struct span line, struct abilities *out)
{
    struct span prefix = SPAN("AUTH=");
    bool listed = false; // the words behind are mechanisms
    struct span word;
    struct span rest = line;
    if (line.len > 4 && ascii_is_digit(line.ptr[0])) {
        rest = span_from(line, 4);
    }
    for (bool more = true; more;) {
        more = span_cut(rest, ' ', &word, &rest);
        word = more ? word : rest;
        if (span_starts_with_fold(word, prefix)) {
            add_mechanism(out, span_from(word, prefix.len));
            listed = dialect->service == SERVICE_SMTP; // an old writing of AUTH
        } else if (span_equal_fold(word, SPAN("AUTH")) || span_equal_fold(word, SPAN("SASL"))) {
            listed = true;
        } else if (listed) {
            add_mechanism(out, word);
        }
        out->starttls |= span_equal_fold(word, span_from_c(dialect->starttls));
        out->login_disabled |= span_equal_fold(word, SPAN("LOGINDISABLED"));
        out->user |= span_equal_fold(word, SPAN("USER"));
    }
}

unsigned dialect_auths(const struct dialect *dialect, const struct abilities *abilities)
{
    bool password = (dialect->service == SERVICE_IMAP && !abilities->login_disabled) ||
                    (dialect->service == SERVICE_POP3 && abilities->user);
    return abilities->auths | (password ? 1U << AUTH_PASSWORD : 0);
}
