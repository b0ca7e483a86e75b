// SPDX-License-Identifier: MIT
#include "doctor/settings.h"

#include "doctor/pointer.h"
#include "doctor/profile.h"
#include "doctor/schema.h"
#include "model/domain.h"

#include <inttypes.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

enum security security_of_port(uint16_t port)
{
    return port == 993 || port == 995 || port == 465 ? SECURITY_TLS : SECURITY_STARTTLS;
}

static bool word_in_format(
    const struct word_set *set, struct span text, enum words_format format, unsigned *value)
{
    for (unsigned i = 0; i < set->count; i++) {
        const char *word = word_text(set, i, format);
        if (word != NULL && span_equal_c(text, word)) {
            *value = i;
            return true;
        }
    }
    return false;
}

static uint16_t read_port(struct span text)
{
    uint64_t number;
    return span_to_u64(text, UINT16_MAX, &number) ? (uint16_t)number : 0;
}

static bool is_host_name(struct arena *a, struct span text)
{
    struct span name;
    const char *why;
    return domain_normalize(a, text, &name, &why);
}

// The first "%SOMETHING%" that is none of the three; empty: there is none.
static struct span unknown_placeholder(struct span text)
{
    static const char *const known[] = {"EMAILADDRESS", "EMAILLOCALPART", "EMAILDOMAIN"};
    struct span before;
    struct span name;
    struct span rest = text;
    while (span_cut(rest, '%', &before, &rest) && span_cut(rest, '%', &name, &rest)) {
        bool found = name.len == 0;
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            found |= span_equal_c(name, known[i]);
        }
        for (size_t i = 0; i < name.len; i++) {
            found |= name.ptr[i] < 'A' || name.ptr[i] > 'Z';
        }
        if (!found) {
            return name;
        }
    }
    return SPAN("");
}

static void add_claim(struct settings *s, struct claim claim)
{
    if (s->count < CLAIMS_MAX) {
        s->claims[s->count++] = claim;
    }
    struct span placeholder = unknown_placeholder(claim.username);
    if (placeholder.len == 0) {
        placeholder = unknown_placeholder(claim.host);
    }
    if (placeholder.len != 0) {
        s->flaws |= FLAW_PLACEHOLDER;
        s->why = placeholder;
    }
}

static void read_autoconfig_server(struct settings *s, const struct xml_element *server)
{
    unsigned value = SERVICE_COUNT;
    if (!word_in_format(
            &mail_protocol_words, xml_attribute(server, "type"), WORDS_AUTOCONFIG, &value)) {
        return;
    }
    struct claim claim = {
        .service = (enum service)value,
        .host = xml_child_text(server, "hostname"),
        .port = read_port(xml_child_text(server, "port")),
        .username = xml_child_text(server, "username"),
    };
    claim.security = security_of_port(claim.port);
    if (word_in_format(
            &security_words, xml_child_text(server, "socketType"), WORDS_AUTOCONFIG, &value)) {
        claim.security = (enum security)value;
    }
    s->flaws |= claim.security == SECURITY_NONE ? FLAW_PLAIN : 0;
    for (const struct xml_element *one = server->children; one != NULL; one = one->next) {
        if (span_equal(one->name, SPAN("authentication"))) {
            struct span text = one->text;
            for (unsigned i = 0; i < AUTH_COUNT; i++) {
                const char *word = word_text(&auth_words, i, WORDS_AUTOCONFIG);
                claim.auths |= word != NULL && span_equal_c(text, word) ? 1U << i : 0;
            }
        }
        s->flaws |= span_equal(one->name, SPAN("password")) ? FLAW_PASSWORD : 0;
    }
    if (claim.host.len != 0 && claim.port != 0) {
        add_claim(s, claim);
    }
}

static void read_autoconfig(struct arena *a, struct settings *s, const struct xml_element *root)
{
    const struct xml_element *provider = xml_child(root, "emailProvider");
    if (!span_equal(root->name, SPAN("clientConfig")) || provider == NULL) {
        s->flaws |= FLAW_OTHER;
        return;
    }
    bool domain = false;
    for (const struct xml_element *one = provider->children; one != NULL; one = one->next) {
        domain |= span_equal(one->name, SPAN("domain")) && is_host_name(a, one->text);
        if (span_equal(one->name, SPAN("incomingServer")) ||
            span_equal(one->name, SPAN("outgoingServer"))) {
            read_autoconfig_server(s, one);
        }
    }
    bool incoming =
        settings_find(s, SERVICE_IMAP) != NULL || settings_find(s, SERVICE_POP3) != NULL;
    s->flaws |= is_host_name(a, xml_attribute(provider, "id")) ? 0 : FLAW_NO_ID;
    s->flaws |= domain ? 0 : FLAW_NO_DOMAIN;
    s->flaws |= incoming ? 0 : FLAW_NO_INCOMING;
    s->flaws |= settings_find(s, SERVICE_SMTP) != NULL ? 0 : FLAW_NO_OUTGOING;
}

// What Outlook makes of SSL and Encryption; the latter counts more.
static enum security outlook_security(const struct xml_element *protocol, uint16_t port)
{
    unsigned value;
    struct span encryption = xml_child_text(protocol, "Encryption");
    if (word_in_format(&security_words, encryption, WORDS_AUTODISCOVER, &value)) {
        return (enum security)value;
    }
    return span_equal_fold(xml_child_text(protocol, "SSL"), SPAN("off")) ? SECURITY_NONE
                                                                         : security_of_port(port);
}

static void read_outlook_protocol(struct settings *s, const struct xml_element *protocol)
{
    unsigned value = SERVICE_COUNT;
    for (const struct xml_element *one = protocol->children; one != NULL; one = one->next) {
        s->flaws |= one->text.len == 0 && one->children == NULL ? FLAW_EMPTY_ELEMENT : 0;
    }
    if (!word_in_format(
            &mail_protocol_words, xml_child_text(protocol, "Type"), WORDS_AUTODISCOVER, &value)) {
        return;
    }
    struct claim claim = {
        .service = (enum service)value,
        .host = xml_child_text(protocol, "Server"),
        .port = read_port(xml_child_text(protocol, "Port")),
        .username = xml_child_text(protocol, "LoginName"),
    };
    claim.security = outlook_security(protocol, claim.port);
    bool spa = !span_equal_fold(xml_child_text(protocol, "SPA"), SPAN("off"));
    claim.auths = spa ? 1U << AUTH_NTLM | 1U << AUTH_GSSAPI : 1U << AUTH_PASSWORD;
    if (span_equal_fold(xml_child_text(protocol, "AuthRequired"), SPAN("off"))) {
        claim.auths = 1U << AUTH_NONE;
    }
    if (claim.host.len != 0 && claim.port != 0) {
        add_claim(s, claim);
    }
}

static void read_autodiscover(struct arena *a, struct settings *s, const struct xml_element *root)
{
    static const struct xml_element nothing;
    const struct xml_element *response = xml_child(root, "Response");
    if (!span_equal(root->name, SPAN("Autodiscover")) || response == NULL) {
        s->flaws |= FLAW_OTHER;
        return;
    }
    const struct xml_element *error = xml_child(response, "Error");
    const struct xml_element *account = xml_child(response, "Account");
    account = account == NULL ? &nothing : account;
    if (error != NULL) {
        s->flaws |= FLAW_ERROR;
        s->why = arena_format(a, "%.*s, \"%.*s\"", SPAN_ARGS(xml_child_text(error, "ErrorCode")),
            SPAN_ARGS(xml_child_text(error, "Message")));
        return;
    }
    struct span url = xml_child_text(account, "RedirectUrl");
    struct span address = xml_child_text(account, "RedirectAddr");
    if (url.len + address.len != 0) {
        s->flaws |= FLAW_REDIRECTS;
        s->redirect_url = url;
        s->redirect_address = url.len != 0 ? SPAN("") : address;
        s->why = url.len != 0 ? arena_format(a, "RedirectUrl %.*s", SPAN_ARGS(url))
                              : arena_format(a, "RedirectAddr %.*s", SPAN_ARGS(address));
        return;
    }
    for (const struct xml_element *one = account->children; one != NULL; one = one->next) {
        if (span_equal(one->name, SPAN("Protocol"))) {
            read_outlook_protocol(s, one);
        }
    }
    s->flaws |= s->count == 0 ? FLAW_NO_INCOMING : 0;
}

// As Thunderbird compares: what it begins with, capitals counted.
static bool is_xml_type(struct span type)
{
    static const char *const types[] = {"text/xml", "application/xml", "text/rdf"};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (span_starts_with(type, span_from_c(types[i]))) {
            return true;
        }
    }
    return false;
}

// A reason without its place.
static struct span after_line(struct span why)
{
    struct span place;
    struct span reason = why;
    return span_starts_with(why, SPAN("line ")) && span_cut(why, ' ', &place, &reason) &&
                   span_cut(reason, ' ', &place, &reason)
               ? reason
               : why;
}

static void read_text(struct arena *a, enum format format, struct settings *s, struct span content)
{
    struct span mark = span_from_c(byte_order_mark);
    bool marked = span_starts_with(content, mark);
    content = marked ? span_from(content, mark.len) : content;
    s->flaws |= marked ? FLAW_BYTE_ORDER_MARK : 0;
    s->flaws |= span_starts_with(content, SPAN("<?xml")) ? 0 : FLAW_NO_DECLARATION;
    const struct xml_element *root = settings_document(a, content, &s->why);
    if (settings_is_html(content)) {
        s->flaws |= FLAW_HTML;
    } else if (root == NULL) {
        bool doctype = span_starts_with(after_line(s->why), SPAN("a DOCTYPE"));
        s->flaws |= doctype ? FLAW_DOCTYPE : FLAW_BROKEN;
    } else if (format == FORMAT_AUTOCONFIG) {
        read_autoconfig(a, s, root);
    } else {
        read_autodiscover(a, s, root);
    }
    if (root != NULL && (s->flaws & (FLAW_HTML | FLAW_OTHER)) == 0) {
        bool newer = span_equal(xml_attribute(root, "version"), SPAN("1.2"));
        s->schema = schema_check(a, content,
            format == FORMAT_AUTODISCOVER ? SCHEMA_AUTODISCOVER
            : newer                       ? SCHEMA_AUTOCONFIG_1_2
                                          : SCHEMA_AUTOCONFIG_1_1);
    }
}

struct settings *settings_read(
    struct arena *a, enum format format, struct span content_type, struct span content)
{
    struct settings *s = arena_array(a, 1, sizeof *s);
    s->flaws |= is_xml_type(content_type) ? 0 : FLAW_TYPE;
    switch (format) {
    case FORMAT_AUTOCONFIG:
    case FORMAT_AUTODISCOVER:
        read_text(a, format, s, content);
        break;
    case FORMAT_PROFILE:
        profile_read(a, content_type, content, s);
        break;
    case FORMAT_POINTER:
        pointer_read(a, content_type, content, s);
        break;
    case FORMAT_ANY:
        s->flaws = 0;
        break;
    }
    return s;
}

const struct claim *settings_find(const struct settings *s, enum service service)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->claims[i].service == service) {
            return &s->claims[i];
        }
    }
    return NULL;
}

bool settings_is_html(struct span content)
{
    static const char *const starts[] = {"<!doctype html", "<html"};
    struct span text = span_trim(content);
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        if (span_starts_with_fold(text, span_from_c(starts[i]))) {
            return true;
        }
    }
    return false;
}

const struct xml_element *settings_document(struct arena *a, struct span content, struct span *why)
{
    struct diagnostics d;
    diag_init(&d);
    const struct xml_element *root = xml_read(a, SPAN(""), content, &d);
    if (root == NULL && d.first != NULL) {
        *why = d.first->at.line == 0 ? arena_copy(a, d.first->message)
                                     : arena_format(a, "line %" PRIu32 ": %.*s", d.first->at.line,
                                           SPAN_ARGS(d.first->message));
    }
    diag_finish(&d);
    return root;
}
