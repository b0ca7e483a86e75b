// SPDX-License-Identifier: MIT
#include "model/words.h"

// Autoconfig: draft-ietf-mailmaint-autoconfig. Autodiscover: MS-OXDSCLI; of a service its Type, of
// a security its Encryption (where TLS means STARTTLS), of a method of authentication its SPA.
// Apple: the keys of com.apple.mail.managed. QR: version 1 of Thunderbird's "Export for Mobile"; 3,
// 4 and 5 would be GSSAPI, NTLM and certificates, which the app itself cannot do.
// Of HTTP, autoconfig knows Basic and Digest, and OAuth2; a certificate has no word there.
// Page: what needs no translation; of the rest the templates ask which it is.

static const struct word services[SERVICE_COUNT] = {
    [SERVICE_IMAP] = {{"imap", "imap", "IMAP", "EmailTypeIMAP", "0", "IMAP"}},
    [SERVICE_POP3] = {{"pop3", "pop3", "POP3", "EmailTypePOP", "1", "POP3"}},
    [SERVICE_SMTP] = {{"smtp", "smtp", "SMTP", NULL, "0", "SMTP"}},
    [SERVICE_MANAGESIEVE] = {{"managesieve", "managesieve", NULL, NULL, NULL, "ManageSieve"}},
    [SERVICE_XMPP] = {{"xmpp", "xmpp", NULL, NULL, NULL, "XMPP"}},
    [SERVICE_JMAP] = {{"jmap", "jmap", NULL, NULL, NULL, "JMAP"}},
    [SERVICE_EWS] = {{"ews", "ews", NULL, NULL, NULL, "Exchange (EWS)"}},
    [SERVICE_ACTIVESYNC] = {{"activesync", "activeSync", NULL, NULL, NULL, "Exchange ActiveSync"}},
    [SERVICE_GRAPH] = {{"graph", "graph", NULL, NULL, NULL, "Microsoft Graph"}},
    [SERVICE_CALDAV] = {{"caldav", "caldav", "CalDAV", NULL, NULL, "CalDAV"}},
    [SERVICE_CARDDAV] = {{"carddav", "carddav", "CardDAV", NULL, NULL, "CardDAV"}},
    [SERVICE_WEBDAV] = {{"webdav", "webdav", NULL, NULL, NULL, "WebDAV"}},
    [SERVICE_MATRIX] = {{"matrix", "matrix", NULL, NULL, NULL, "Matrix"}},
};

static const struct word securities[SECURITY_COUNT] = {
    [SECURITY_NONE] = {{"none", "plain", "None", NULL, "0", "None"}},
    [SECURITY_STARTTLS] = {{"starttls", "STARTTLS", "TLS", NULL, "2", "STARTTLS"}},
    [SECURITY_TLS] = {{"tls", "SSL", "SSL", NULL, "3", "SSL/TLS"}},
};

static const struct word auths[AUTH_COUNT] = {
    [AUTH_PASSWORD] = {{"password", "password-cleartext", "off", "EmailAuthPassword", "1",
        "Password"}},
    [AUTH_OAUTH2] = {{"oauth2", "OAuth2", NULL, NULL, "6", "OAuth2"}},
    [AUTH_CRAM_MD5] = {{"cram-md5", "password-encrypted", NULL, "EmailAuthCRAMMD5", "2",
        "Encrypted password"}},
    [AUTH_DIGEST_MD5] = {{"digest-md5", "password-encrypted", NULL, "EmailAuthHTTPMD5", "2",
        "Encrypted password"}},
    [AUTH_SCRAM] = {{"scram", "password-encrypted", NULL, NULL, "2", "Encrypted password"}},
    [AUTH_NTLM] = {{"ntlm", "NTLM", "on", "EmailAuthNTLM", NULL, "NTLM"}},
    [AUTH_GSSAPI] = {{"gssapi", "GSSAPI", "on", NULL, NULL, "Kerberos / GSSAPI"}},
    [AUTH_CLIENT_CERT] = {{"client-cert", "TLS-client-cert", NULL, NULL, NULL, "TLS certificate"}},
    [AUTH_CLIENT_IP] = {{"client-ip", "client-IP-address", "off", "EmailAuthNone", "0", "IP"}},
    [AUTH_NONE] = {{"none", "none", "off", "EmailAuthNone", "0", "None"}},
};

static const struct word http_auths[AUTH_COUNT] = {
    [AUTH_PASSWORD] = {{"password", "Basic", "off", NULL, NULL, "Password"}},
    [AUTH_OAUTH2] = {{"oauth2", "OAuth2", NULL, NULL, NULL, "OAuth2"}},
    [AUTH_CRAM_MD5] = {{"cram-md5"}},
    [AUTH_DIGEST_MD5] = {{"digest-md5", "Digest", "off", NULL, NULL, "DIGEST-MD5"}},
    [AUTH_SCRAM] = {{"scram"}},
    [AUTH_NTLM] = {{"ntlm"}},
    [AUTH_GSSAPI] = {{"gssapi"}},
    [AUTH_CLIENT_CERT] = {{"client-cert", NULL, NULL, NULL, NULL, "TLS certificate"}},
    [AUTH_CLIENT_IP] = {{"client-ip"}},
    [AUTH_NONE] = {{"none"}},
};

static const struct word notes[NOTE_KIND_COUNT] = {
    [NOTE_ENABLE_IMAP] = {{"enable-imap"}},
    [NOTE_ENABLE_POP3] = {{"enable-pop3"}},
    [NOTE_APP_PASSWORD] = {{"app-password"}},
    [NOTE_OTHER] = {{"other"}},
};

static const struct word autoconfig_versions[AUTOCONFIG_VERSION_COUNT] = {
    [AUTOCONFIG_1_1] = {{"1.1", "1.1"}},
    [AUTOCONFIG_1_2] = {{"1.2", "1.2"}},
};

const struct word_set service_words = {"a service", services, COUNT_OF(services)};
const struct word_set security_words = {"a kind of security", securities, COUNT_OF(securities)};
const struct word_set auth_words = {"a method of authentication", auths, COUNT_OF(auths)};
const struct word_set http_auth_words = {
    "a method of authentication", http_auths, COUNT_OF(http_auths)};
const struct word_set note_words = {"a kind of note", notes, COUNT_OF(notes)};
// The first of enum service, so that the values are the same.
const struct word_set mail_protocol_words = {"a mail protocol", services, SERVICE_SMTP + 1};
const struct word_set incoming_words = {"a protocol to read mail", services, SERVICE_POP3 + 1};
const struct word_set autoconfig_version_words = {
    "a version of autoconfig", autoconfig_versions, COUNT_OF(autoconfig_versions)};

const char *word_text(const struct word_set *set, unsigned value, enum words_format format)
{
    return value < set->count ? set->words[value].text[format] : NULL;
}

bool word_find(const struct word_set *set, struct span text, unsigned *value)
{
    for (size_t i = 0; i < set->count; i++) {
        if (span_equal_c(text, set->words[i].text[WORDS_YAML])) {
            *value = (unsigned)i;
            return true;
        }
    }
    return false;
}

bool word_list_has(const struct word_list *list, unsigned value)
{
    for (size_t i = 0; i < list->len; i++) {
        if (list->items[i] == value) {
            return true;
        }
    }
    return false;
}
