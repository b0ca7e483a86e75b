// SPDX-License-Identifier: MIT
// words: the closed sets of the configuration, with each format's own word for every value.
// Floor: model; pure. One row a value, one column a format, so that no two answers can disagree.
// A missing word (NULL) says that the format cannot say it.
#pragma once

#include "base/limits.h"
#include "base/span.h"

// The columns. WORDS_YAML is complete in every set and is what templates compare with.
enum words_format {
    WORDS_YAML,
    WORDS_AUTOCONFIG,   // Thunderbird autoconfig 1.1
    WORDS_AUTODISCOVER, // Outlook POX: Type and Encryption
    WORDS_APPLE,        // .mobileconfig
    WORDS_QR,           // Thunderbird for Android's QR codes: numbers
    WORDS_PAGE,         // for people
    WORDS_FORMAT_COUNT,
};

struct word {
    const char *text[WORDS_FORMAT_COUNT];
};

struct word_set {
    const char *what; // for messages: "a kind of security"
    const struct word *words;
    size_t count;
};

// Some of a set's values, each once.
struct word_list {
    uint8_t items[AUTH_MAX];
    uint8_t len;
};

enum service {
    SERVICE_IMAP,
    SERVICE_POP3,
    SERVICE_SMTP,
    SERVICE_MANAGESIEVE,
    SERVICE_XMPP,
    SERVICE_JMAP,
    SERVICE_EWS,
    SERVICE_ACTIVESYNC,
    SERVICE_GRAPH,
    SERVICE_CALDAV,
    SERVICE_CARDDAV,
    SERVICE_WEBDAV,
    SERVICE_MATRIX,
    SERVICE_COUNT,
};

enum security {
    SECURITY_NONE,
    SECURITY_STARTTLS, // upgrade demanded
    SECURITY_TLS,      // from the first byte
    SECURITY_COUNT,
};

enum auth {
    AUTH_PASSWORD,
    AUTH_OAUTH2,
    AUTH_CRAM_MD5,
    AUTH_DIGEST_MD5,
    AUTH_SCRAM,
    AUTH_NTLM,
    AUTH_GSSAPI,
    AUTH_CLIENT_CERT,
    AUTH_CLIENT_IP, // no login: the client's address is known (smtp)
    AUTH_NONE,      // no login at all (smtp)
    AUTH_COUNT,
};

enum note_kind { // what a person must do first
    NOTE_ENABLE_IMAP,
    NOTE_ENABLE_POP3,
    NOTE_APP_PASSWORD,
    NOTE_OTHER,
    NOTE_KIND_COUNT,
};

enum autoconfig_version {
    AUTOCONFIG_1_1,
    AUTOCONFIG_1_2,
    AUTOCONFIG_VERSION_COUNT,
};

extern const struct word_set service_words;
extern const struct word_set security_words;
extern const struct word_set auth_words;      // of mail servers
extern const struct word_set http_auth_words; // the same enum, as services behind URLs say it
extern const struct word_set note_words;
extern const struct word_set mail_protocol_words; // imap, pop3, smtp of enum service
extern const struct word_set incoming_words;      // imap, pop3 of enum service
extern const struct word_set autoconfig_version_words;

// The word for `value`, NULL: the format cannot say it.
const char *word_text(const struct word_set *set, unsigned value, enum words_format format);
// By its YAML word. False: not one of the set.
MUST_USE bool word_find(const struct word_set *set, struct span text, unsigned *value);
bool word_list_has(const struct word_list *list, unsigned value);
