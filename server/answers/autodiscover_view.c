// SPDX-License-Identifier: MIT
#include "answers/autodiscover_view.h"

#include "answers/servers.h"

static const struct field server_fields[] = {
    {"type", FIELD_WORD, AT(outlook_server, is.type), .words = &service_words},
    {"host", FIELD_HOST, AT(outlook_server, is.host)},
    {"port", FIELD_PORT, AT(outlook_server, is.port)},
    {"security", FIELD_WORD, AT(outlook_server, is.security), .words = &security_words},
    {"auth", FIELD_WORD, AT(outlook_server, auth), .words = &auth_words},
    {"username", FIELD_LOGIN, AT(outlook_server, is.username)},
    {"login_known", FIELD_BOOL, AT(outlook_server, login_known)},
    {"open", FIELD_BOOL, AT(outlook_server, open)},
    {"shares_login", FIELD_BOOL, AT(outlook_server, shares_login)},
};
static const struct record outlook_server_record = {
    RECORD("a server", server_fields, outlook_server)};

static const struct field autodiscover_fields[] = {
    {"address", FIELD_TEXT, AT(autodiscover_view, address)},
    {"servers", FIELD_RECORDS, AT(autodiscover_view, servers), .record = &outlook_server_record},
    {"caldav", FIELD_RECORD, AT(autodiscover_view, caldav), .record = &endpoint_record},
    {"carddav", FIELD_RECORD, AT(autodiscover_view, carddav), .record = &endpoint_record},
    {"redirect_url", FIELD_URL, AT(autodiscover_view, redirect_url)},
    {"redirect_address", FIELD_TEXT, AT(autodiscover_view, redirect_address)},
};
const struct record autodiscover_record = {
    RECORD("an Autodiscover answer", autodiscover_fields, autodiscover_view)};

// All that `pattern` asks for is known: Outlook would take a placeholder as it stands.
static bool can_fill(const struct outlook_user *user, const struct pattern *pattern)
{
    bool needs_person =
        pattern_has(pattern, PIECE_ADDRESS) || pattern_has(pattern, PIECE_LOCALPART);
    return (user->address != NULL || !needs_person) &&
           (user->filling.domain.len != 0 || !pattern_has(pattern, PIECE_DOMAIN));
}

static bool login_known(const struct outlook_user *user, const struct pattern *username)
{
    const struct pattern *login = user->filling.login != NULL ? user->filling.login : username;
    return user->address != NULL && !login->ask;
}

// Adds the best server of a protocol, if there is one that Outlook can use.
static void add_server(const struct outlook_user *user, enum service service,
    const struct list *servers, struct autodiscover_view *view)
{
    const struct server *best = servers_best(servers, WORDS_AUTODISCOVER);
    if (best == NULL || !word_list_has(&user->provider->outlook.protocols, service) ||
        !can_fill(user, best->host)) {
        return;
    }
    struct outlook_server *one = &view->room[view->servers.len++];
    *one = (struct outlook_server){
        .is = *best,
        .auth = auth_sayable(&auth_words, &best->auth, WORDS_AUTODISCOVER).items[0],
        .open = server_is_open(best),
    };
    one->login_known = !one->open && login_known(user, best->username);
    one->shares_login = !one->open && servers_share_login(&view->room[0].is, best, &user->filling);
}

static const struct endpoint *dav(
    struct arena *a, const struct outlook_user *user, const struct endpoint *endpoint)
{
    const struct endpoint *listed =
        user->provider->outlook.dav ? endpoint_listed(a, endpoint, WORDS_AUTODISCOVER) : NULL;
    return listed != NULL && login_known(user, listed->username) ? listed : NULL;
}

static bool fill_redirect(
    struct arena *a, const struct outlook_user *user, struct autodiscover_view *out)
{
    const struct outlook *outlook = &user->provider->outlook;
    if (outlook->redirect_url != NULL) {
        out->redirect_url = outlook->redirect_url;
        return can_fill(user, outlook->redirect_url);
    }
    if (user->address != NULL) {
        out->redirect_address = arena_format(
            a, "%.*s@%.*s", SPAN_ARGS(user->address->local), SPAN_ARGS(outlook->redirect_domain));
    }
    return user->address != NULL;
}

bool autodiscover_view_fill(
    struct arena *a, const struct outlook_user *user, struct autodiscover_view *out)
{
    const struct provider *provider = user->provider;
    *out = (struct autodiscover_view){.servers = {out->room, 0}};
    if (!provider->outlook.enabled) {
        return false;
    }
    if (provider->outlook.redirect_url != NULL || provider->outlook.redirect_domain.len != 0) {
        return fill_redirect(a, user, out);
    }
    add_server(user, SERVICE_IMAP, &provider->imap, out);
    add_server(user, SERVICE_POP3, &provider->pop3, out);
    if (out->servers.len == 0) {
        return false;
    }
    add_server(user, SERVICE_SMTP, &provider->smtp, out);
    if (user->address != NULL) {
        out->address = user->address->whole;
    }
    out->caldav = dav(a, user, provider->caldav);
    out->carddav = dav(a, user, provider->carddav);
    return true;
}
