// SPDX-License-Identifier: MIT
#include "doctor/profile.h"

#include <gnutls/pkcs7.h>

enum { PAYLOADS_MAX = 32 };

// What a signature envelops, in `a`; empty: `content` is no such thing.
static struct span unwrapped(struct arena *a, struct span content)
{
    gnutls_pkcs7_t envelope;
    gnutls_datum_t inner = {NULL, 0};
    struct span found = SPAN("");
    // GnuTLS's type is for reading and writing; it only reads.
    const gnutls_datum_t outer = {(unsigned char *)(uintptr_t)content.ptr, (unsigned)content.len};
    if (gnutls_pkcs7_init(&envelope) != 0) {
        return found;
    }
    if (gnutls_pkcs7_import(envelope, &outer, GNUTLS_X509_FMT_DER) == 0 &&
        gnutls_pkcs7_get_embedded_data(envelope, 0, &inner) == 0) {
        found = arena_copy(a, (struct span){(const char *)inner.data, inner.size});
        gnutls_free(inner.data);
    }
    gnutls_pkcs7_deinit(envelope);
    return found;
}

// A property list begins with a DOCTYPE, always the same one, which nobody else's document may
// have.
static struct span without_doctype(struct arena *a, struct span text)
{
    struct span before;
    struct span rest;
    struct span mark = SPAN("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\"");
    for (size_t i = 0; i + mark.len < text.len; i++) {
        struct span here = span_from(text, i);
        if (span_starts_with(here, mark) && span_cut(here, '>', &before, &rest) &&
            !span_has(before, '[')) {
            return arena_format(a, "%.*s%.*s", SPAN_ARGS(span_until(text, i)), SPAN_ARGS(rest));
        }
    }
    return text;
}

// The value behind <key>NAME</key> in a dictionary; NULL: it has no such key.
static const struct xml_element *value_of(const struct xml_element *dict, const char *name)
{
    const struct xml_element *one = dict == NULL ? NULL : dict->children;
    while (one != NULL && !(span_equal(one->name, SPAN("key")) && span_equal_c(one->text, name))) {
        one = one->next;
    }
    return one == NULL ? NULL : one->next;
}

static struct span text_of(const struct xml_element *dict, const char *name)
{
    const struct xml_element *value = value_of(dict, name);
    return value == NULL ? SPAN("") : value->text;
}

// One of the two servers of a mail account.
static void add_server(
    const struct xml_element *dict, struct span prefix, enum service service, struct settings *out)
{
    char memory[80];
    struct buffer key;
    uint64_t port = 0;
    struct claim claim = {.service = service};
    static const char *const names[] = {
        "HostName", "PortNumber", "UseSSL", "Username", "Authentication"};
    const struct xml_element *values[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        buffer_init_fixed(&key, memory, sizeof memory);
        buffer_format(&key, "%.*s%s%c", SPAN_ARGS(prefix), names[i], '\0');
        values[i] = value_of(dict, memory);
    }
    if (values[0] == NULL || out->count == CLAIMS_MAX) {
        return;
    }
    claim.host = values[0]->text;
    claim.username = values[3] == NULL ? SPAN("") : values[3]->text;
    if (values[1] != NULL && span_to_u64(values[1]->text, UINT16_MAX, &port)) {
        claim.port = (uint16_t)port;
    }
    for (unsigned i = 0; values[4] != NULL && i < AUTH_COUNT; i++) {
        const char *word = word_text(&auth_words, i, WORDS_APPLE);
        bool meant = word != NULL && span_equal_c(values[4]->text, word);
        claim.auths |= meant ? 1U << i : 0;
    }
    bool tls = values[2] != NULL && span_equal(values[2]->name, SPAN("true"));
    claim.security = tls ? security_of_port(claim.port) : SECURITY_NONE;
    if (claim.port != 0) {
        out->claims[out->count++] = claim;
    }
}

void profile_read(
    struct arena *a, struct span content_type, struct span content, struct settings *out)
{
    struct span inner = unwrapped(a, content);
    struct span text = without_doctype(a, inner.len != 0 ? inner : content);
    const struct xml_element *root = settings_document(a, text, &out->why);
    bool right_type = span_equal_fold(content_type, SPAN("application/x-apple-aspen-config"));
    out->flaws = right_type ? 0 : FLAW_TYPE;
    if (root == NULL) {
        out->flaws |= settings_is_html(content) ? FLAW_HTML : FLAW_BROKEN;
        return;
    }
    const struct xml_element *dict = xml_child(root, "dict");
    const struct xml_element *payloads = value_of(dict, "PayloadContent");
    size_t left = PAYLOADS_MAX;
    for (const struct xml_element *one = payloads == NULL ? NULL : payloads->children;
         one != NULL && left > 0; one = one->next, left--) {
        if (span_equal(text_of(one, "PayloadType"), SPAN("com.apple.mail.managed"))) {
            bool pop = span_equal(text_of(one, "EmailAccountType"), SPAN("EmailTypePOP"));
            add_server(one, SPAN("IncomingMailServer"), pop ? SERVICE_POP3 : SERVICE_IMAP, out);
            add_server(one, SPAN("OutgoingMailServer"), SERVICE_SMTP, out);
        }
    }
    out->flaws |= out->count == 0 ? FLAW_OTHER : 0;
}
