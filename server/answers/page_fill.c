// SPDX-License-Identifier: MIT
#include "answers/page_fill.h"

#include "answers/servers.h"
#include "answers/url.h"

enum {
    LISTED_MAX = 32,              // notes, pages: more help nobody
    URI_GROWTH = 3,               // %XX a byte
    FILLED_MAX_BYTES = 48 * 1024, // of user names and URLs
};

// What is filled in, and whose words stand where it cannot be.
struct filler {
    const struct page_asked *asked;
    struct arena *arena;
    const struct filling *filling;
    struct filling for_logins; // without an address: words that show what a login is made of
    size_t left;               // bytes that may still be filled in
    bool failed;               // that was too little
};

struct span page_text(const struct snapshot *snapshot, size_t language, const char *key)
{
    return translations_get(&snapshot->texts, language, span_from_c(key));
}

static struct span text(const struct filler *f, const char *key)
{
    return page_text(f->asked->snapshot, f->asked->language, key);
}

// The arena's memory is bounded, and what a provider's file says is not.
static bool can_take(struct filler *f, size_t bytes)
{
    f->failed = f->failed || bytes > f->left;
    f->left -= f->failed ? 0 : bytes;
    return !f->failed;
}

static const struct pattern *login_of(const struct filler *f, const struct pattern *username)
{
    return f->filling->login != NULL ? f->filling->login : username;
}

static struct span login_text(struct filler *f, const struct pattern *username)
{
    const struct pattern *login = login_of(f, username);
    if (login->ask) {
        return text(f, "login.ask");
    }
    if (f->asked->address == NULL && pattern_equal(login, &pattern_address)) {
        return text(f, "login.address");
    }
    if (f->asked->address == NULL && pattern_equal(login, &pattern_localpart)) {
        return text(f, "login.local");
    }
    return can_take(f, URI_GROWTH * pattern_length(login, &f->for_logins))
               ? pattern_fill(f->arena, login, &f->for_logins)
               : SPAN("");
}

static bool is_known(const struct filler *f, const struct pattern *username)
{
    const struct pattern *login = login_of(f, username);
    return !login->ask && (f->asked->address != NULL || pattern_is_literal(login));
}

// However it travels, a person types one.
static bool takes_password(const struct word_list *auth)
{
    static const enum auth methods[] = {
        AUTH_PASSWORD, AUTH_CRAM_MD5, AUTH_DIGEST_MD5, AUTH_SCRAM, AUTH_NTLM};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        if (word_list_has(auth, methods[i])) {
            return true;
        }
    }
    return false;
}

static enum login_form login_form_of(const struct pattern *login)
{
    bool is_local = pattern_equal(login, &pattern_localpart);
    return pattern_equal(login, &pattern_address) ? LOGIN_ADDRESS
           : is_local                             ? LOGIN_LOCALPART
                                                  : LOGIN_OTHER;
}

static struct span sign_in_text(const struct filler *f, enum auth method)
{
    switch (method) {
    case AUTH_PASSWORD:
        return text(f, "value.normal_password");
    case AUTH_CRAM_MD5:
    case AUTH_DIGEST_MD5:
    case AUTH_SCRAM:
        return text(f, "value.encrypted_password");
    case AUTH_CLIENT_IP:
    case AUTH_NONE:
        return text(f, "security.none");
    case AUTH_OAUTH2:
    case AUTH_NTLM:
    case AUTH_GSSAPI:
    case AUTH_CLIENT_CERT:
    case AUTH_COUNT:
        break;
    }
    return span_from_c(word_text(&auth_words, method, WORDS_PAGE));
}

static void fill_server(struct filler *f, const struct server *server, struct page_server *out)
{
    bool encrypted = server->security != SECURITY_NONE;
    *out = (struct page_server){
        .is = *server,
        .login = login_text(f, server->username),
        .encryption = encrypted
                          ? span_from_c(word_text(&security_words, server->security, WORDS_PAGE))
                          : text(f, "security.none"),
        .sign_in = sign_in_text(f, (enum auth)server->auth.items[0]),
        .login_form = (uint8_t)login_form_of(login_of(f, server->username)),
        .login_known = is_known(f, server->username),
        .open = server_is_open(server),
        .password = takes_password(&server->auth),
        .oauth2 = word_list_has(&server->auth, AUTH_OAUTH2),
    };
}

// NULL: there is none.
static const struct page_server *add_best(
    struct filler *f, const struct list *servers, struct page_view *view)
{
    const struct server *best = servers_best(servers, WORDS_PAGE);
    if (best == NULL) {
        return NULL;
    }
    struct page_server *out = (struct page_server *)view->servers.ptr + view->servers.len++;
    fill_server(f, best, out);
    return out;
}

static void fill_best(struct filler *f, const struct provider *provider, struct page_view *view)
{
    view->servers.ptr = arena_array(f->arena, 2, sizeof(struct page_server));
    view->in = add_best(f, &provider->imap, view);
    if (view->in == NULL) {
        view->in = add_best(f, &provider->pop3, view);
    }
    view->out = add_best(f, &provider->smtp, view);
    view->state = view->in == NULL ? PAGE_NOTHING : PAGE_SETTINGS;
    if (view->in != NULL) {
        bool sends = view->out != NULL && !view->out->open;
        view->password = view->in->password && (!sends || view->out->password);
        view->oauth2 = view->in->oauth2 && (!sends || view->out->oauth2);
        view->signs_in = view->password || view->oauth2;
    }
}

static bool is_same(const struct page_server *shown, const struct server *server)
{
    return shown != NULL && shown->is.host == server->host && shown->is.port == server->port;
}

// All but the two that are shown first.
static void fill_others(struct filler *f, const struct provider *provider, struct page_view *view)
{
    const struct list *const lists[] = {
        &provider->imap, &provider->pop3, &provider->smtp, &provider->managesieve};
    size_t room = 0;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        room += servers_room(lists[i]);
    }
    struct list listed = {arena_array(f->arena, room, sizeof(struct listed_server)), 0};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        servers_list(&listed, lists[i], WORDS_PAGE);
    }
    const struct listed_server *all = listed.ptr;
    struct page_server *others = arena_array(f->arena, listed.len, sizeof *others);
    view->others.ptr = others;
    for (size_t i = 0; i < listed.len; i++) {
        if (!is_same(view->in, &all[i].is) && !is_same(view->out, &all[i].is)) {
            fill_server(f, &all[i].is, &others[view->others.len++]);
        }
    }
}

// What leads somewhere: without an address, as far as it is the same for all. NULL: nowhere.
static const struct pattern *link_to(struct filler *f, const struct pattern *url)
{
    struct span general;
    if (url == NULL || f->asked->address != NULL || pattern_is_literal(url)) {
        return url;
    }
    if (!can_take(f, url->source.len + url->count * f->asked->match->domain.len) ||
        !url_general(f->arena, url, f->asked->match->domain, &general)) {
        return NULL;
    }
    return pattern_literal(f->arena, general);
}

static const struct page_service *service_of(struct filler *f, const struct endpoint *endpoint)
{
    const struct pattern *url = endpoint == NULL ? NULL : link_to(f, endpoint->url);
    if (url == NULL) {
        return NULL;
    }
    struct page_service *service = arena_alloc(f->arena, sizeof *service);
    *service = (struct page_service){endpoint->type, url, login_text(f, endpoint->username)};
    return service;
}

static void fill_services(struct filler *f, const struct provider *provider, struct page_view *view)
{
    const struct endpoint *const others[] = {
        provider->jmap, provider->ews, provider->activesync, provider->webdav};
    struct page_service *services = arena_array(f->arena, COUNT_OF(others), sizeof *services);
    view->calendars = service_of(f, provider->caldav);
    view->contacts = service_of(f, provider->carddav);
    view->dav = view->calendars != NULL ? view->calendars : view->contacts;
    view->services.ptr = services;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        const struct page_service *one = service_of(f, others[i]);
        if (one != NULL) {
            services[view->services.len++] = *one;
        }
    }
    view->has_services = view->dav != NULL || view->services.len != 0;
}

// The version in the reader's language, marked with its own where it is another.
static const struct text *text_of(
    const struct filler *f, const struct list *texts, const struct page_view *view)
{
    const struct text *found = text_for(texts, view->lang);
    if (found == NULL || !span_equal_fold(found->lang, view->lang)) {
        return found;
    }
    struct text *unmarked = arena_alloc(f->arena, sizeof *unmarked);
    *unmarked = (struct text){.value = found->value};
    return unmarked;
}

static void fill_words(struct filler *f, const struct provider *provider, struct page_view *view)
{
    const struct note *notes = provider->before.ptr;
    const struct help_page *documents = provider->documentation.ptr;
    struct page_note *noted = arena_array(f->arena, LISTED_MAX, sizeof *noted);
    struct page_document *listed = arena_array(f->arena, LISTED_MAX, sizeof *listed);
    bool app_password = false;
    view->notes.ptr = noted;
    view->documents.ptr = listed;
    for (size_t i = 0; i < provider->before.len && i < LISTED_MAX; i++) {
        noted[view->notes.len++] = (struct page_note){
            notes[i].kind, link_to(f, notes[i].url), text_of(f, &notes[i].text, view)};
        app_password = app_password || notes[i].kind == NOTE_APP_PASSWORD;
    }
    view->secret = text(f, app_password ? "value.app_password" : "value.password");
    for (size_t i = 0; i < provider->documentation.len && i < LISTED_MAX; i++) {
        const struct pattern *url = link_to(f, documents[i].url);
        if (url != NULL) {
            listed[view->documents.len++] =
                (struct page_document){url, text_of(f, &documents[i].title, view)};
        }
    }
    view->webmail = link_to(f, provider->webmail);
    view->help = provider->support == NULL ? NULL : link_to(f, provider->support->url);
    view->has_help = view->webmail != NULL || view->documents.len != 0 || provider->support != NULL;
}

// Where there is no address, words show what is meant: "name@example.com".
static void prepare(struct filler *f, const struct page_asked *asked, struct filling *filling)
{
    struct arena *a = asked->request->arena;
    *f = (struct filler){.asked = asked, .arena = a, .filling = filling, .left = FILLED_MAX_BYTES};
    *filling = match_filling(asked->snapshot->index, asked->match, asked->address, a);
    if (filling->domain.len == 0) {
        filling->domain = text(f, "login.domain");
    }
    f->for_logins = *filling;
    if (asked->address == NULL) {
        struct span name = text(f, "login.name");
        f->for_logins.local = name;
        f->for_logins.address =
            arena_format(a, "%.*s@%.*s", SPAN_ARGS(name), SPAN_ARGS(filling->domain));
    }
}

bool page_fill(const struct page_asked *asked, struct filling *filling, struct page_view *view)
{
    const struct provider *provider = asked->match->provider;
    struct filler f;
    prepare(&f, asked, filling);
    view->provider = provider;
    view->domain = asked->match->domain;
    view->name = pattern_fill(f.arena, provider->name, filling);
    fill_best(&f, provider, view);
    fill_others(&f, provider, view);
    fill_services(&f, provider, view);
    fill_words(&f, provider, view);
    return !f.failed;
}
