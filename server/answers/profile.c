// SPDX-License-Identifier: MIT
#include "answers/profile.h"

#include "answers/identity.h"
#include "answers/servers.h"
#include "answers/url.h"

#include <assert.h>

static const struct field server_fields[] = {
    {"host", FIELD_TEXT, AT(profile_server, host)},
    {"port", FIELD_PORT, AT(profile_server, port)},
    {"tls", FIELD_BOOL, AT(profile_server, tls)},
    {"auth", FIELD_WORD, AT(profile_server, auth), .words = &auth_words},
    {"open", FIELD_BOOL, AT(profile_server, open)},
    {"username", FIELD_TEXT, AT(profile_server, username)},
};
static const struct record server_fields_record = {
    RECORD("a server", server_fields, profile_server)};

static const struct field mail_fields[] = {
    {"type", FIELD_WORD, AT(profile_mail, type), .words = &service_words},
    {"kind", FIELD_TEXT, AT(profile_mail, kind)},
    {"uuid", FIELD_TEXT, AT(profile_mail, uuid)},
    {"incoming", FIELD_INLINE, AT(profile_mail, incoming), .record = &server_fields_record},
    {"outgoing", FIELD_INLINE, AT(profile_mail, outgoing), .record = &server_fields_record},
    {"same_password", FIELD_BOOL, AT(profile_mail, same_password)},
};
static const struct record mail_record = {RECORD("a mail account", mail_fields, profile_mail)};

static const struct field service_fields[] = {
    {"uuid", FIELD_TEXT, AT(profile_service, uuid)},
    {"host", FIELD_TEXT, AT(profile_service, host)},
    {"port", FIELD_PORT, AT(profile_service, port)},
    {"path", FIELD_TEXT, AT(profile_service, path)},
    {"username", FIELD_TEXT, AT(profile_service, username)},
};
static const struct record service_record = {RECORD("a service", service_fields, profile_service)};

static const struct field account_fields[] = {
    {"address", FIELD_TEXT, AT(profile_account, address)},
    {"identity", FIELD_TEXT, AT(profile_account, identity)},
    {"person", FIELD_TEXT, AT(profile_account, person)},
    {"label", FIELD_TEXT, AT(profile_account, label)},
    {"mail", FIELD_RECORD, AT(profile_account, mail), .record = &mail_record},
    {"caldav", FIELD_RECORD, AT(profile_account, caldav), .record = &service_record},
    {"carddav", FIELD_RECORD, AT(profile_account, carddav), .record = &service_record},
    {"eas", FIELD_RECORD, AT(profile_account, eas), .record = &service_record},
};
static const struct record account_record = {RECORD("an account", account_fields, profile_account)};

static const struct field profile_fields[] = {
    {"address", FIELD_TEXT, AT(profile_view, address)},
    {"name", FIELD_TEXT, AT(profile_view, name)},
    {"short_name", FIELD_TEXT, AT(profile_view, short_name)},
    {"organization", FIELD_TEXT, AT(profile_view, organization)},
    {"identity", FIELD_TEXT, AT(profile_view, identity)},
    {"uuid", FIELD_TEXT, AT(profile_view, uuid)},
    {"consent", FIELD_TEXT, AT(profile_view, consent)},
    {"consents", FIELD_TEXTS, AT(profile_view, consents), .record = &text_record},
    {"accounts", FIELD_RECORDS, AT(profile_view, accounts), .record = &account_record},
};
const struct record profile_record = {RECORD("an Apple profile", profile_fields, profile_view)};

// A profile in the making.
struct making {
    struct arena *arena;
    const struct provider *provider;
    const struct filling *filling;
    struct span folded; // the address
    bool several;       // accounts
    size_t left_bytes;  // for what is filled in
    bool too_large;
};

// Filled in, as text or as a URL; empty and noted when it is too large for the request's arena.
static struct span fill(struct making *m, const struct pattern *pattern, bool is_url)
{
    size_t room = 3 * pattern_length(pattern, m->filling); // as %XX
    if (room > PROFILE_VALUE_MAX_BYTES || room > m->left_bytes) {
        m->too_large = true;
        return SPAN("");
    }
    m->left_bytes -= room;
    return is_url ? pattern_fill_url(m->arena, pattern, m->filling)
                  : pattern_fill(m->arena, pattern, m->filling);
}

// Empty where nobody can derive it.
static struct span fill_login(struct making *m, const struct pattern *username)
{
    const struct pattern *login = m->filling->login != NULL ? m->filling->login : username;
    return login->ask ? SPAN("") : fill(m, login, false);
}

// A device sends the password in the clear within TLS where the server takes that, and the first
// method that it knows elsewhere.
static uint8_t choose_auth(const struct server *server)
{
    struct word_list auth = auth_sayable(&auth_words, &server->auth, WORDS_APPLE);
    return word_list_has(&auth, AUTH_PASSWORD) ? AUTH_PASSWORD : auth.items[0];
}

static struct profile_server fill_server(struct making *m, const struct server *server)
{
    bool open = server_is_open(server);
    return (struct profile_server){
        .host = fill(m, server->host, false),
        .port = server->port,
        .tls = server->security != SECURITY_NONE,
        .auth = choose_auth(server),
        .open = open,
        .username = open ? SPAN("") : fill_login(m, server->username),
    };
}

static const struct server *choose_incoming(
    const struct provider *provider, const struct profile_wish *wish)
{
    const struct server *imap = servers_best(&provider->imap, WORDS_APPLE);
    const struct server *pop3 = servers_best(&provider->pop3, WORDS_APPLE);
    if (wish->imap || wish->pop3) {
        return wish->imap ? imap : pop3;
    }
    bool pop3_first = provider->apple.protocol == SERVICE_POP3;
    return imap == NULL || (pop3_first && pop3 != NULL) ? pop3 : imap;
}

// NULL: nothing that a profile can say.
static const struct profile_mail *make_mail(struct making *m, const struct profile_wish *wish)
{
    const struct server *incoming = choose_incoming(m->provider, wish);
    const struct server *outgoing = servers_best(&m->provider->smtp, WORDS_APPLE);
    if (incoming == NULL || outgoing == NULL) {
        return NULL;
    }
    const char *kind = incoming->type == SERVICE_POP3 ? "pop3" : "imap";
    struct profile_mail *mail = arena_array(m->arena, 1, sizeof *mail);
    *mail = (struct profile_mail){
        .type = incoming->type,
        .kind = span_from_c(kind),
        .uuid = identity_uuid(m->arena, kind, m->folded),
        .incoming = fill_server(m, incoming),
        .outgoing = fill_server(m, outgoing),
        .same_password =
            !server_is_open(outgoing) && servers_share_login(incoming, outgoing, m->filling),
    };
    return mail;
}

// "https://host:8443/path" taken apart; a path of "/" says nothing. False: no URL of that form.
static bool cut_url(struct span url, struct profile_service *out)
{
    struct span port;
    uint64_t number = 443;
    out->host = url_authority(url, &out->path);
    if (span_equal(out->path, SPAN("/"))) {
        out->path = SPAN("");
    }
    if (span_cut_last(out->host, ':', &out->host, &port) &&
        !span_to_u64(port, UINT16_MAX, &number)) {
        return false;
    }
    out->port = (uint16_t)number; // at most UINT16_MAX
    return out->host.len != 0;
}

// A profile logs in to services with a password only. NULL: none, or not so.
static const struct profile_service *make_service(
    struct making *m, const struct endpoint *endpoint, const char *kind)
{
    struct profile_service *service = arena_array(m->arena, 1, sizeof *service);
    bool takes_password = endpoint != NULL && (word_list_has(&endpoint->auth, AUTH_PASSWORD) ||
                                                  word_list_has(&endpoint->auth, AUTH_DIGEST_MD5));
    if (!takes_password || !cut_url(fill(m, endpoint->url, true), service)) {
        return NULL;
    }
    service->username = fill_login(m, endpoint->username);
    service->uuid = identity_uuid(m->arena, kind, m->folded);
    return service;
}

static struct profile_account make_account(
    struct making *m, const struct owner *owner, const struct profile_wish *wish)
{
    const struct apple *apple = &m->provider->apple;
    struct profile_account account = {
        .address = owner->address.whole,
        .person = wish->person,
        .identity = identity_name(m->arena, apple->identifier, m->folded),
        // Among several, a provider's name would tell none from the other.
        .label = m->several ? owner->address.whole : fill(m, m->provider->short_name, false),
    };
    if (wish->eas) {
        account.eas = make_service(m, m->provider->activesync, "eas");
    } else {
        account.mail = make_mail(m, wish);
    }
    if (account.mail != NULL && !wish->no_dav) {
        account.caldav = make_service(m, apple->calendar ? m->provider->caldav : NULL, "caldav");
        account.carddav = make_service(m, apple->contacts ? m->provider->carddav : NULL, "carddav");
    }
    return account;
}

// Adds what is the profile's own: the first provider speaks for it.
static void fill_view(
    struct making *m, const struct owner *first, struct span folded, struct profile_view *view)
{
    const struct provider *provider = first->match.provider;
    m->provider = provider;
    m->filling = &first->filling;
    view->name = fill(m, provider->name, false);
    view->short_name = fill(m, provider->short_name, false);
    view->organization =
        provider->apple.organization.len != 0 ? provider->apple.organization : view->name;
    view->identity = identity_name(m->arena, provider->apple.identifier, folded);
    view->uuid = identity_uuid(m->arena, "profile", folded);
}

// Takes over the consent that a provider asks for. False: another one asked for another; those of a
// row of `domains:` and of its provider are the same list.
static bool add_consent(struct profile_view *view, const struct list *consents)
{
    const struct text *consent = text_for(consents, SPAN(""));
    if (consent == NULL || consents->ptr == view->consents.ptr) {
        return true;
    }
    if (view->consents.len != 0) {
        return false;
    }
    view->consent = consent->value;
    view->consents = *consents;
    return true;
}

enum profile_result profile_fill(struct arena *a, const struct owner *owners, size_t count,
    const struct profile_wish *wish, struct profile_view *out)
{
    struct making m = {
        .arena = a,
        .several = count > 1,
        .left_bytes = PROFILE_FILLED_MAX_BYTES,
    };
    struct profile_account *accounts = arena_array(a, count, sizeof *accounts);
    char *memory = arena_alloc(a, 2 * PROFILE_ADDRESSES_MAX_BYTES);
    struct buffer whole;
    struct buffer folded;
    bool complete = true;
    assert(count > 0 && count <= PROFILE_ACCOUNTS_MAX);
    *out = (struct profile_view){.accounts = {accounts, count}};
    buffer_init_fixed(&whole, memory, PROFILE_ADDRESSES_MAX_BYTES);
    buffer_init_fixed(&folded, memory + PROFILE_ADDRESSES_MAX_BYTES, PROFILE_ADDRESSES_MAX_BYTES);
    for (size_t i = 0; i < count; i++) {
        const struct owner *owner = &owners[i];
        if (!add_consent(out, &owner->match.provider->apple.consent)) {
            return PROFILE_APART;
        }
        m.provider = owner->match.provider;
        m.filling = &owner->filling;
        m.folded = address_folded(a, &owner->address);
        buffer_add_c(&whole, i == 0 ? "" : ", ");
        buffer_add(&whole, owner->address.whole);
        buffer_add_c(&folded, i == 0 ? "" : ",");
        buffer_add(&folded, m.folded);
        accounts[i] = make_account(&m, owner, wish);
        complete = complete && (accounts[i].mail != NULL || accounts[i].eas != NULL);
    }
    assert(buffer_ok(&whole) && buffer_ok(&folded));
    out->address = buffer_span(&whole);
    fill_view(&m, &owners[0], buffer_span(&folded), out);
    if (m.too_large) {
        return PROFILE_TOO_LARGE;
    }
    return complete ? PROFILE_OK : PROFILE_NOTHING;
}
