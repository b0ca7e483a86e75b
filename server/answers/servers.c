// SPDX-License-Identifier: MIT
#include "answers/servers.h"

#include <string.h>

static const struct field listed_fields[] = {
    {"type", FIELD_WORD, AT(listed_server, is.type), .words = &service_words},
    {"host", FIELD_HOST, AT(listed_server, is.host)},
    {"url", FIELD_URL, AT(listed_server, is.url)},
    {"port", FIELD_PORT, AT(listed_server, is.port)},
    {"security", FIELD_WORD, AT(listed_server, is.security), .words = &security_words},
    {"auth", FIELD_WORDS, AT(listed_server, is.auth), .words = &auth_words},
    {"username", FIELD_LOGIN, AT(listed_server, is.username)},
    {"pop3_options", FIELD_BOOL, AT(listed_server, pop3_options)},
    {"leave_on_server", FIELD_BOOL, AT(listed_server, is.leave_on_server)},
    {"days", FIELD_NUMBER, AT(listed_server, is.days)},
    {"download_on_check", FIELD_BOOL, AT(listed_server, is.download_on_check)},
    {"check_minutes", FIELD_NUMBER, AT(listed_server, is.check_minutes)},
};

const struct record listed_server_record = {RECORD("a server", listed_fields, listed_server)};

// Where Thunderbird for Android and K-9 Mail can sign in by OAuth2: the app takes no issuer from a
// code, it goes by the host.
static const char *const app_oauth2_hosts[] = {
    "imap.aol.com",
    "imap.fastmail.com",
    "imap.gmail.com",
    "imap.googlemail.com",
    "imap.mail.yahoo.com",
    "outlook.office365.com",
    "smtp-mail.outlook.com",
    "smtp.aol.com",
    "smtp.fastmail.com",
    "smtp.gmail.com",
    "smtp.googlemail.com",
    "smtp.mail.yahoo.com",
    "smtp.office365.com",
};

struct word_list auth_sayable(
    const struct word_set *words, const struct word_list *auth, enum words_format format)
{
    struct word_list sayable = {.len = 0};
    for (size_t i = 0; i < auth->len; i++) {
        const char *word = word_text(words, auth->items[i], format);
        bool fresh = word != NULL;
        for (size_t k = 0; fresh && k < sayable.len; k++) {
            fresh = strcmp(word, word_text(words, sayable.items[k], format)) != 0;
        }
        if (fresh) {
            sayable.items[sayable.len++] = auth->items[i];
        }
    }
    return sayable;
}

static bool app_knows_sign_in(const struct server *server)
{
    for (size_t i = 0; server->host != NULL && i < COUNT_OF(app_oauth2_hosts); i++) {
        if (span_equal_c(server->host->source, app_oauth2_hosts[i])) {
            return true;
        }
    }
    return false;
}

struct word_list server_auth_sayable(const struct server *server, enum words_format format)
{
    struct word_list auth = {.len = 0};
    bool no_oauth2 = format == WORDS_QR && !app_knows_sign_in(server);
    for (size_t i = 0; i < server->auth.len; i++) {
        if (server->auth.items[i] != AUTH_OAUTH2 || !no_oauth2) {
            auth.items[auth.len++] = server->auth.items[i];
        }
    }
    return auth_sayable(&auth_words, &auth, format);
}

bool server_is_open(const struct server *server)
{
    enum auth first = (enum auth)server->auth.items[0];
    return first == AUTH_NONE || first == AUTH_CLIENT_IP;
}

const struct server *servers_best(const struct list *servers, enum words_format format)
{
    const struct server *all = servers->ptr;
    const struct server *best = NULL;
    for (size_t i = 0; i < servers->len; i++) {
        bool better = best == NULL || all[i].security > best->security;
        if (better && server_auth_sayable(&all[i], format).len != 0) {
            best = &all[i];
        }
    }
    return best;
}

// What is named only where a protocol has no other.
enum lack {
    LACK_OF_ENCRYPTION,
    LACK_OF_LOGIN,
};

static bool lacks(const struct server *server, enum lack lack)
{
    return lack == LACK_OF_LOGIN ? server_is_open(server) : server->security == SECURITY_NONE;
}

// Drops those with that lack, unless all have it. Returns how many are left.
static size_t drop_lacking(struct listed_server *servers, size_t len, enum lack lack)
{
    size_t kept = 0;
    for (size_t i = 0; i < len; i++) {
        if (!lacks(&servers[i].is, lack)) {
            servers[kept++] = servers[i];
        }
    }
    return kept != 0 ? kept : len;
}

size_t servers_room(const struct list *servers)
{
    return servers->len < SERVERS_LISTED_MAX ? servers->len : SERVERS_LISTED_MAX;
}

void servers_list(struct list *list, const struct list *servers, enum words_format format)
{
    const struct server *all = servers->ptr;
    struct listed_server *listed = (struct listed_server *)list->ptr + list->len;
    size_t room = servers_room(servers);
    size_t len = 0;
    for (size_t i = 0; i < servers->len && len < room; i++) {
        struct word_list auth = server_auth_sayable(&all[i], format);
        if (auth.len != 0) {
            struct listed_server *one = &listed[len++];
            one->is = all[i];
            one->is.auth = auth;
            one->pop3_options = all[i].leave_on_server || all[i].days != 0 ||
                                all[i].download_on_check || all[i].check_minutes != 0;
        }
    }
    len = drop_lacking(listed, len, LACK_OF_ENCRYPTION);
    list->len += drop_lacking(listed, len, LACK_OF_LOGIN);
}

const struct endpoint *endpoint_listed(
    struct arena *a, const struct endpoint *endpoint, enum words_format format)
{
    struct word_list auth;
    if (endpoint == NULL) {
        return NULL;
    }
    auth = auth_sayable(&http_auth_words, &endpoint->auth, format);
    if (auth.len == 0) {
        return NULL;
    }
    struct endpoint *listed = arena_array(a, 1, sizeof *listed);
    *listed = *endpoint;
    listed->auth = auth;
    return listed;
}

bool servers_share_login(
    const struct server *one, const struct server *other, const struct filling *filling)
{
    return filling->login != NULL || pattern_equal(one->username, other->username);
}
