// SPDX-License-Identifier: MIT
#include "model/fields.h"

#include "model/provider.h"

enum {
    DAYS_MAX = 3650,
    CHECK_MINUTES_MAX = 24 * 60,
    TITLE_MAX_CHARACTERS = 500,
    SHORT_TEXT_MAX_CHARACTERS = 200,
    CONSENT_MAX_CHARACTERS = 4000,
};

// Of its maps, too: what a key is that is left out of one.
static const struct provider provider_defaults = {
    .username = &pattern_address,
    .auth = {{AUTH_PASSWORD}, 1},
    .apple = {.signing = true, .protocol = SERVICE_IMAP, .calendar = true, .contacts = true},
    .outlook =
        {
            .enabled = true,
            .json = true,
            .protocols = {{SERVICE_IMAP, SERVICE_POP3, SERVICE_SMTP}, 3},
        },
    .autoconfig = {.version = AUTOCONFIG_1_1, .fill = true},
    .enabled = true,
    .ttl_s = 3600,
};

static const struct field text_fields[] = {
    {"lang", FIELD_TAG, AT(text, lang), FIELD_COMPUTED, .help = "BCP 47 tag; empty: for all"},
    {"value", FIELD_TEXT, AT(text, value), FIELD_COMPUTED, .help = "the text"},
};
const struct record text_record = {RECORD("a text", text_fields, text)};

static const struct field name_fields[] = {
    {"name", FIELD_NAME, AT(name, text), FIELD_COMPUTED, .help = "domain name in A-labels"},
};
const struct record name_record = {RECORD("a domain", name_fields, name)};

static const struct field span_fields[] = {
    {"value", FIELD_TEXT, .offset = 0, FIELD_COMPUTED, .help = "the text"},
};
const struct record span_record = {RECORD("a word", span_fields, span)};

static const struct field server_fields[] = {
    {"type", FIELD_WORD, AT(server, type), FIELD_COMPUTED, .words = &service_words,
        .help = "imap, pop3, smtp, managesieve or xmpp"},
    {"host", FIELD_HOST, AT(server, host), FIELD_REQUIRED,
        .help = "name of the server; may hold %EMAILDOMAIN%"},
    {"port", FIELD_PORT, AT(server, port), .help = "1..65535; default: by protocol and security"},
    {"security", FIELD_WORD, AT(server, security), .words = &security_words,
        .help = "tls, starttls or none; default: by port, else tls"},
    {"insecure", FIELD_BOOL, AT(server, insecure),
        .help = "true: no encryption is meant; needed with security none"},
    {"auth", FIELD_WORDS, AT(server, auth), .words = &auth_words,
        .help = "methods of this server, best first; default: the provider's"},
    {"username", FIELD_LOGIN, AT(server, username),
        .help = "user name of this server; default: the provider's"},
    {"leave_on_server", FIELD_BOOL, AT(server, leave_on_server), FIELD_POP3,
        .help = "pop3: mail stays on the server"},
    {"days", FIELD_NUMBER, AT(server, days), FIELD_POP3, .max = DAYS_MAX,
        .help = "pop3: for so many days"},
    {"download_on_check", FIELD_BOOL, AT(server, download_on_check), FIELD_POP3,
        .help = "pop3: new mail is fetched as it is found"},
    {"check_minutes", FIELD_NUMBER, AT(server, check_minutes), FIELD_POP3, .max = CHECK_MINUTES_MAX,
        .help = "pop3: look for new mail so often"},
    {"url", FIELD_URL, AT(server, url), FIELD_COMPUTED, .help = "xmpp: address of the WebSocket"},
};
const struct record server_record = {
    RECORD("a server", server_fields, server), .short_field = "host"};

static const struct field endpoint_fields[] = {
    {"type", FIELD_WORD, AT(endpoint, type), FIELD_COMPUTED, .words = &service_words,
        .help = "jmap, ews, activesync, graph, caldav, carddav, webdav or matrix"},
    {"url", FIELD_URL, AT(endpoint, url), FIELD_REQUIRED, .help = "address of the service"},
    {"auth", FIELD_WORDS, AT(endpoint, auth), .words = &http_auth_words,
        .help = "methods of this service, best first; default: the provider's"},
    {"username", FIELD_LOGIN, AT(endpoint, username),
        .help = "user name of this service; default: the provider's"},
};
const struct record endpoint_record = {
    RECORD("a service", endpoint_fields, endpoint), .short_field = "url"};

static const struct field oauth2_fields[] = {
    {"issuer", FIELD_URL, AT(oauth2, issuer), FIELD_HOST_TOO, .help = "a host, or an https URL"},
    {"auth_url", FIELD_URL, AT(oauth2, auth_url), .help = "where people consent"},
    {"token_url", FIELD_URL, AT(oauth2, token_url), .help = "where programs get tokens"},
    {"scopes", FIELD_SPANS, AT(oauth2, scopes), .record = &span_record,
        .help = "for all services together"},
    {"client_id", FIELD_TEXT, AT(oauth2, client_id), .max = SHORT_TEXT_MAX_CHARACTERS,
        .help = "a public client that anyone may use"},
    {"client_secret", FIELD_TEXT, AT(oauth2, client_secret), FIELD_SECRET,
        .max = SHORT_TEXT_MAX_CHARACTERS, .help = "its secret"},
};
static const struct record oauth2_record = {RECORD("oauth2", oauth2_fields, oauth2)};

static const struct field help_page_fields[] = {
    {"url", FIELD_URL, AT(help_page, url), FIELD_REQUIRED | FIELD_HTTP_TOO, .help = "the page"},
    {"title", FIELD_TEXTS, AT(help_page, title), .max = TITLE_MAX_CHARACTERS,
        .record = &text_record, .help = "what it is"},
};
const struct record help_page_record = {
    RECORD("a documentation page", help_page_fields, help_page)};

static const struct field note_fields[] = {
    {"kind", FIELD_WORD, AT(note, kind), FIELD_REQUIRED, .words = &note_words,
        .help = "enable-imap, enable-pop3, app-password or other"},
    {"url", FIELD_URL, AT(note, url), FIELD_HTTP_TOO, .help = "where to do it"},
    {"text", FIELD_TEXTS, AT(note, text), FIELD_REQUIRED, .max = TITLE_MAX_CHARACTERS,
        .record = &text_record, .help = "what to do"},
};
const struct record note_record = {RECORD("a note of 'before'", note_fields, note)};

static const struct field support_fields[] = {
    {"url", FIELD_URL, AT(support, url), FIELD_HTTP_TOO, .help = "page with help"},
    {"email", FIELD_ADDRESS, AT(support, email), .help = "address that helps"},
    {"phone", FIELD_TEXT, AT(support, phone), .max = SHORT_TEXT_MAX_CHARACTERS,
        .help = "number to call"},
};
static const struct record support_record = {RECORD("support", support_fields, support)};

static const struct field logo_fields[] = {
    {"url", FIELD_URL, AT(logo, url), .help = "picture for PACC"},
    {"file", FIELD_FILE, AT(logo, file),
        .help = "SVG or PNG, at most 16 KiB, put into the page; relative to this file"},
    {"picture", FIELD_URL, AT(logo, picture), FIELD_COMPUTED, .help = "that file, as a URL"},
};
static const struct record logo_record = {
    RECORD("a logo", logo_fields, logo), .short_field = "url"};

static const struct field apple_fields[] = {
    {"organization", FIELD_TEXT, AT(apple, organization), .max = SHORT_TEXT_MAX_CHARACTERS,
        .help = "who signs for the profile; default: name"},
    {"identifier", FIELD_NAME, AT(apple, identifier),
        .help = "head of the identities; default: the mail domain, reversed"},
    {"signing", FIELD_BOOL, AT(apple, signing), .help = "false: profiles stay unsigned"},
    {"protocol", FIELD_WORD, AT(apple, protocol), .words = &incoming_words,
        .help = "imap or pop3, where both are offered"},
    {"calendar", FIELD_BOOL, AT(apple, calendar), .help = "with calendars, where caldav is given"},
    {"contacts", FIELD_BOOL, AT(apple, contacts), .help = "with contacts, where carddav is given"},
    {"consent", FIELD_TEXTS, AT(apple, consent), .max = CONSENT_MAX_CHARACTERS,
        .record = &text_record, .help = "text that must be accepted before installing"},
};
static const struct record apple_record = {
    RECORD("apple", apple_fields, apple), .defaults = &provider_defaults.apple};

static const struct field outlook_fields[] = {
    {"enabled", FIELD_BOOL, AT(outlook, enabled), .help = "false: Outlook gets no settings"},
    {"protocols", FIELD_WORDS, AT(outlook, protocols), .words = &mail_protocol_words,
        .help = "of imap, pop3, smtp: what Outlook is told"},
    {"json", FIELD_BOOL, AT(outlook, json), .help = "false: no Autodiscover v2"},
    {"dav", FIELD_BOOL, AT(outlook, dav), .help = "true: CalDAV and CardDAV, for eM Client"},
    {"redirect_url", FIELD_URL, AT(outlook, redirect_url),
        .help = "another server's Autodiscover answers"},
    {"redirect_domain", FIELD_NAME, AT(outlook, redirect_domain),
        .help = "ask again for the local part at this domain"},
};
static const struct record outlook_record = {
    RECORD("outlook", outlook_fields, outlook), .defaults = &provider_defaults.outlook};

static const struct field autoconfig_fields[] = {
    {"version", FIELD_WORD, AT(autoconfig, version), .words = &autoconfig_version_words,
        .help = "1.1, or 1.2 with its extras"},
    {"url_servers", FIELD_BOOL, AT(autoconfig, url_servers),
        .help = "true: jmap, ews, activesync and graph, too; with 1.2 only"},
    {"fill", FIELD_BOOL, AT(autoconfig, fill),
        .help = "false: placeholders stay in user names, so that caches can share the answer"},
};
static const struct record autoconfig_record = {
    RECORD("autoconfig", autoconfig_fields, autoconfig), .defaults = &provider_defaults.autoconfig};

static const struct field provider_fields[] = {
    {"id", FIELD_NAME, AT(provider, id),
        .help = "emailProvider id, a host name; default: the first domain"},
    {"name", FIELD_LABEL, AT(provider, name), .max = NAME_MAX_CHARACTERS,
        .help = "display name; default: the name of the provider's entry"},
    {"short_name", FIELD_LABEL, AT(provider, short_name), .max = SHORT_NAME_MAX_CHARACTERS,
        .help = "short display name; default: name, cut"},
    {"domains", FIELD_NAMES, AT(provider, domains), FIELD_MAIL_DOMAINS, .record = &name_record,
        .help = "mail domains; *.example.org is every name below; \"*\" any"},
    {"mx", FIELD_NAMES, AT(provider, mx), .record = &name_record,
        .help = "names that clients derive from MX records"},
    {"username", FIELD_LOGIN, AT(provider, username),
        .help = "address, localpart, ask, or a pattern with %EMAILLOCALPART% and the like"},
    {"auth", FIELD_WORDS, AT(provider, auth), .words = &auth_words,
        .help = "methods of authentication, best first"},
    {"imap", FIELD_SERVERS, AT(provider, imap), .record = &server_record,
        .help = "HOST, HOST:PORT, a map, or a list of them, best first"},
    {"pop3", FIELD_SERVERS, AT(provider, pop3), .record = &server_record, .help = "as imap"},
    {"smtp", FIELD_SERVERS, AT(provider, smtp), .record = &server_record, .help = "as imap"},
    {"managesieve", FIELD_SERVERS, AT(provider, managesieve), .record = &server_record,
        .help = "as imap; filters, port 4190"},
    {"xmpp", FIELD_SERVERS, AT(provider, xmpp), .record = &server_record,
        .help = "as imap, or a wss URL; chat"},
    {"jmap", FIELD_RECORD, AT(provider, jmap), .record = &endpoint_record,
        .help = "URL of the session resource"},
    {"ews", FIELD_RECORD, AT(provider, ews), .record = &endpoint_record,
        .help = "URL of Exchange Web Services"},
    {"activesync", FIELD_RECORD, AT(provider, activesync), .record = &endpoint_record,
        .help = "URL of Exchange ActiveSync"},
    {"graph", FIELD_RECORD, AT(provider, graph), .record = &endpoint_record,
        .help = "URL of Microsoft Graph"},
    {"caldav", FIELD_RECORD, AT(provider, caldav), .record = &endpoint_record,
        .help = "URL for calendars"},
    {"carddav", FIELD_RECORD, AT(provider, carddav), .record = &endpoint_record,
        .help = "URL for address books"},
    {"webdav", FIELD_RECORD, AT(provider, webdav), FIELD_HTTP_TOO, .record = &endpoint_record,
        .help = "URL for files"},
    {"matrix", FIELD_RECORD, AT(provider, matrix), .record = &endpoint_record,
        .help = "URL of the home server"},
    {"webmail", FIELD_URL, AT(provider, webmail), FIELD_HTTP_TOO, .help = "web mail's page"},
    {"oauth2", FIELD_RECORD, AT(provider, oauth2), .record = &oauth2_record,
        .help = "where OAuth2 tokens come from"},
    {"documentation", FIELD_RECORDS, AT(provider, documentation), .record = &help_page_record,
        .help = "pages for people"},
    {"before", FIELD_RECORDS, AT(provider, before), .record = &note_record,
        .help = "what a person must do first"},
    {"support", FIELD_RECORD, AT(provider, support), .record = &support_record,
        .help = "who helps"},
    {"logo", FIELD_RECORD, AT(provider, logo), .record = &logo_record,
        .help = "picture of the provider"},
    {"accent", FIELD_COLOUR, AT(provider, accent), .help = "colour of the page's top, \"#rrggbb\""},
    {"language", FIELD_TAG, AT(provider, language),
        .help = "of the page and profile, for people who name none"},
    {"apple", FIELD_INLINE, AT(provider, apple), .record = &apple_record, .help = "Apple profiles"},
    {"outlook", FIELD_INLINE, AT(provider, outlook), .record = &outlook_record,
        .help = "Outlook's Autodiscover"},
    {"autoconfig", FIELD_INLINE, AT(provider, autoconfig), .record = &autoconfig_record,
        .help = "Thunderbird's autoconfig"},
    {"pacc", FIELD_BOOL, AT(provider, pacc), .help = "true: the coming JSON form is served, too"},
    {"enabled", FIELD_BOOL, AT(provider, enabled),
        .help = "false: answered as if the domains were not served"},
    {"ttl", FIELD_SECONDS, AT(provider, ttl_s), .max = TTL_MAX_S,
        .help = "how long answers may be cached: 30s, 5m, 1h, 7d; at most 30d"},
};
const struct record provider_record = {
    RECORD("a provider", provider_fields, provider), .defaults = &provider_defaults};

const struct field *record_find(const struct record *record, struct span name)
{
    for (size_t i = 0; i < record->count; i++) {
        if (span_equal_c(name, record->fields[i].name)) {
            return &record->fields[i];
        }
    }
    return NULL;
}
