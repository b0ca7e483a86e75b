// SPDX-License-Identifier: MIT
// Any bytes as providers.yaml, which may include itself as another file: what is accepted is whole,
// and every byte of it can be read; what is not says why, in words that can be printed.
#include "fuzz.h"

#include "base/hash.h"
#include "config/providers.h"
#include "memory_reader.h"
#include "model/fields.h"

#include <assert.h>

// Sums up everything read, so that a sanitizer sees each byte touched.
struct sum {
    uint64_t value;
};

static void touch(struct sum *sum, struct span text)
{
    sum->value += hash_bytes(text);
}

static void touch_pattern(struct sum *sum, const struct pattern *pattern)
{
    if (pattern == NULL) {
        return;
    }
    touch(sum, pattern->source);
    for (size_t i = 0; i < pattern->count; i++) {
        touch(sum, pattern->pieces[i].text);
    }
}

static void touch_texts(struct sum *sum, const struct list *list)
{
    const struct text *texts = list->ptr;
    for (size_t i = 0; i < list->len; i++) {
        touch(sum, texts[i].lang);
        touch(sum, texts[i].value);
    }
}

static void check_auth(const struct word_list *auth, bool smtp)
{
    assert(auth->len >= 1 && auth->len <= AUTH_MAX);
    for (size_t i = 0; i < auth->len; i++) {
        assert(auth->items[i] < AUTH_COUNT);
        bool no_login = auth->items[i] == AUTH_NONE || auth->items[i] == AUTH_CLIENT_IP;
        assert(!no_login || (smtp && auth->len == 1));
    }
}

static void check_servers(struct sum *sum, const struct list *list, enum service type)
{
    const struct server *servers = list->ptr;
    for (size_t i = 0; i < list->len; i++) {
        const struct server *s = &servers[i];
        assert(s->type == type && s->security < SECURITY_COUNT && s->username != NULL);
        assert(s->security != SECURITY_NONE || s->insecure);
        assert((s->host == NULL) != (s->url == NULL) && (s->host == NULL || s->port != 0));
        check_auth(&s->auth, type == SERVICE_SMTP);
        touch_pattern(sum, s->host);
        touch_pattern(sum, s->url);
        touch_pattern(sum, s->username);
    }
}

static void check_endpoint(struct sum *sum, const struct endpoint *e, enum service type)
{
    if (e != NULL) {
        assert(e->type == type && e->url != NULL && e->username != NULL);
        check_auth(&e->auth, false);
        touch_pattern(sum, e->url);
        touch_pattern(sum, e->username);
    }
}

static void check_names(struct sum *sum, const struct list *list)
{
    const struct name *names = list->ptr;
    for (size_t i = 0; i < list->len; i++) {
        assert(names[i].text.len != 0);
        touch(sum, names[i].text);
    }
}

static void check_pages(struct sum *sum, const struct provider *p)
{
    const struct help_page *documents = p->documentation.ptr;
    for (size_t i = 0; i < p->documentation.len; i++) {
        assert(documents[i].url != NULL);
        touch_pattern(sum, documents[i].url);
        touch_texts(sum, &documents[i].title);
    }
    const struct note *notes = p->before.ptr;
    for (size_t i = 0; i < p->before.len; i++) {
        assert(notes[i].kind < NOTE_KIND_COUNT);
        touch_pattern(sum, notes[i].url);
        touch_texts(sum, &notes[i].text);
    }
    touch_texts(sum, &p->apple.consent);
    touch(sum, p->apple.organization);
    touch(sum, p->accent);
    touch(sum, p->language);
    touch_pattern(sum, p->webmail);
    if (p->logo != NULL) {
        touch_pattern(sum, p->logo->url);
        touch_pattern(sum, p->logo->picture);
        assert((p->logo->file.len == 0) == (p->logo->picture == NULL));
    }
    if (p->oauth2 != NULL) {
        const struct span *scopes = p->oauth2->scopes.ptr;
        touch_pattern(sum, p->oauth2->issuer);
        for (size_t i = 0; i < p->oauth2->scopes.len; i++) {
            touch(sum, scopes[i]);
        }
    }
}

static void check_provider(struct sum *sum, const struct provider *p)
{
    assert(p->key.len != 0 && p->name != NULL && p->short_name != NULL && p->username != NULL);
    touch(sum, p->key);
    touch(sum, p->id);
    touch_pattern(sum, p->name);
    touch_pattern(sum, p->short_name);
    touch_pattern(sum, p->username);
    check_names(sum, &p->domains);
    check_names(sum, &p->mx);
    check_auth(&p->auth, false);
    check_servers(sum, &p->imap, SERVICE_IMAP);
    check_servers(sum, &p->pop3, SERVICE_POP3);
    check_servers(sum, &p->smtp, SERVICE_SMTP);
    check_servers(sum, &p->managesieve, SERVICE_MANAGESIEVE);
    check_servers(sum, &p->xmpp, SERVICE_XMPP);
    check_endpoint(sum, p->jmap, SERVICE_JMAP);
    check_endpoint(sum, p->ews, SERVICE_EWS);
    check_endpoint(sum, p->activesync, SERVICE_ACTIVESYNC);
    check_endpoint(sum, p->graph, SERVICE_GRAPH);
    check_endpoint(sum, p->caldav, SERVICE_CALDAV);
    check_endpoint(sum, p->carddav, SERVICE_CARDDAV);
    check_endpoint(sum, p->webdav, SERVICE_WEBDAV);
    check_endpoint(sum, p->matrix, SERVICE_MATRIX);
    check_pages(sum, p);
    assert(p->ttl_s <= TTL_MAX_S);
}

static void check_configuration(struct sum *sum, const struct configuration *c)
{
    const struct provider *const *providers = c->providers.ptr;
    const struct domain_row *rows = c->rows.ptr;
    const struct login *logins = c->logins.ptr;
    assert(c->providers.len != 0);
    for (size_t i = 0; i < c->providers.len; i++) {
        check_provider(sum, providers[i]);
    }
    for (size_t i = 0; i < c->rows.len; i++) {
        touch(sum, rows[i].name.text);
        check_provider(sum, rows[i].provider);
    }
    for (size_t i = 0; i < c->logins.len; i++) {
        touch(sum, logins[i].address);
        touch_pattern(sum, logins[i].username);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    const struct memory_file files[] = {
        {.path = "p.yaml", .content = text},
        {.path = "again.yaml", .content = text},
        {.path = "logo.svg", .content = {"<svg/>", 6}},
    };
    struct memory_files all = {files, COUNT_OF(files)};
    struct reader reader = memory_reader(&all);
    struct arena keep;
    struct diagnostics d;
    struct configuration configuration;
    enum file_error error;
    struct buffer printed;
    struct sum sum = {0};
    arena_init(&keep);
    diag_init(&d);
    buffer_init(&printed, 16 * 1024 * 1024);
    bool fine = providers_load(&keep, &reader, "p.yaml", false, &d, &configuration, &error);
    assert(fine == (d.errors == 0) && error == FILE_OK);
    diag_print(&d, true, &printed);
    assert(buffer_ok(&printed) && (fine || printed.len != 0));
    if (fine) {
        check_configuration(&sum, &configuration);
    }
    buffer_finish(&printed);
    diag_finish(&d);
    arena_finish(&keep);
    return 0;
}
