// SPDX-License-Identifier: MIT
#include "import/spelling.h"

static const struct {
    const char *text;
    enum auth auth;
    bool guessed;
} auths[] = {
    {"password-cleartext", AUTH_PASSWORD, false},
    {"plain", AUTH_PASSWORD, false}, // old for the same; SASL's name, too
    {"login", AUTH_PASSWORD, false},
    {"password-encrypted", AUTH_CRAM_MD5, true},
    {"secure", AUTH_CRAM_MD5, true}, // old for the same
    {"cram-md5", AUTH_CRAM_MD5, false},
    {"digest-md5", AUTH_DIGEST_MD5, false},
    {"oauth2", AUTH_OAUTH2, false},
    {"oauth", AUTH_OAUTH2, false},
    {"xoauth2", AUTH_OAUTH2, false},
    {"oauthbearer", AUTH_OAUTH2, false},
    {"gssapi", AUTH_GSSAPI, false},
    {"ntlm", AUTH_NTLM, false},
    {"tls-client-cert", AUTH_CLIENT_CERT, false},
    {"external", AUTH_CLIENT_CERT, false},
    {"client-ip-address", AUTH_CLIENT_IP, false},
    {"client-ip-based", AUTH_CLIENT_IP, false}, // KMail's
    {"none", AUTH_NONE, false},
    {"smtp-after-pop", AUTH_NONE, true}, // as Thunderbird takes it
    {"basic", AUTH_PASSWORD, false},
    {"http-basic", AUTH_PASSWORD, false}, // old for system="http"
    {"digest", AUTH_DIGEST_MD5, false},
    {"http-digest", AUTH_DIGEST_MD5, false},
};

bool spelling_auth(struct span text, enum auth *out, bool *guessed)
{
    for (size_t i = 0; i < COUNT_OF(auths); i++) {
        if (span_equal_fold(text, span_from_c(auths[i].text))) {
            *out = auths[i].auth;
            *guessed = auths[i].guessed;
            return true;
        }
    }
    if (span_starts_with_fold(text, SPAN("scram-"))) {
        *out = AUTH_SCRAM;
        *guessed = false;
        return true;
    }
    return false;
}

bool spelling_security(struct span text, enum security *out)
{
    static const struct {
        const char *text;
        enum security security;
    } rows[] = {{"SSL", SECURITY_TLS}, {"TLS", SECURITY_TLS}, {"STARTTLS", SECURITY_STARTTLS},
        {"plain", SECURITY_NONE}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (span_equal_fold(text, span_from_c(rows[i].text))) {
            *out = rows[i].security;
            return true;
        }
    }
    return false;
}

enum security spelling_security_of_port(struct span port)
{
    static const char *const tls[] = {"", "993", "995", "465"};
    for (size_t i = 0; i < COUNT_OF(tls); i++) {
        if (span_equal_c(port, tls[i])) {
            return SECURITY_TLS;
        }
    }
    return SECURITY_STARTTLS;
}

struct span spelling_url(struct arena *a, struct span text)
{
    char *bytes = arena_alloc(a, text.len);
    for (size_t i = 0; i < text.len; i++) {
        bytes[i] = text.ptr[i];
        if (i >= 3 && bytes[i] == '%' && bytes[i - 3] == '%' && ascii_hex(bytes[i - 2]) >= 0 &&
            ascii_hex(bytes[i - 1]) >= 0) {
            bytes[i - 2] = ascii_lower(bytes[i - 2]);
            bytes[i - 1] = ascii_lower(bytes[i - 1]);
        }
    }
    return (struct span){bytes, text.len};
}

struct span spelling_login(struct arena *a, struct span text, bool *repaired)
{
    static const char *const cut_short[] = {"%EMAILADDRESS", "%EMAILLOCALPART", "%EMAILDOMAIN"};
    *repaired = false;
    for (size_t i = 0; i < COUNT_OF(cut_short); i++) {
        if (span_ends_with(text, span_from_c(cut_short[i]))) {
            *repaired = true;
            text = arena_format(a, "%.*s%%", SPAN_ARGS(text));
            break;
        }
    }
    if (span_equal(text, SPAN("%EMAILADDRESS%"))) {
        return SPAN("address");
    }
    return span_equal(text, SPAN("%EMAILLOCALPART%")) ? SPAN("localpart") : text;
}
