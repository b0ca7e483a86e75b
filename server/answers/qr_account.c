// SPDX-License-Identifier: MIT
#include "answers/qr_account.h"

#include "answers/json_answer.h"
#include "answers/servers.h"

#include <assert.h>

enum {
    FORMAT_VERSION = 1,
    FIRST_CODE = 1, // this code, and
    CODE_COUNT = 1, // how many there are
};

// An account in the making.
struct making {
    struct arena *arena;
    const struct filling *filling;
    bool too_large;
};

static struct span fill(struct making *m, const struct pattern *pattern)
{
    if (pattern_length(pattern, m->filling) > QR_CONTENT_MAX_BYTES) {
        m->too_large = true;
        return SPAN("");
    }
    return pattern_fill(m->arena, pattern, m->filling);
}

// The provider's best; of a password in the clear and an encrypted one the first within TLS, the
// second without.
static uint8_t choose_auth(const struct server *server)
{
    struct word_list auth = server_auth_sayable(server, WORDS_QR);
    bool within_tls = server->security != SECURITY_NONE;
    if (auth.items[0] == AUTH_OAUTH2) {
        return AUTH_OAUTH2;
    }
    for (size_t i = 0; i < auth.len; i++) {
        if (auth.items[i] != AUTH_OAUTH2 && (auth.items[i] == AUTH_PASSWORD) == within_tls) {
            return auth.items[i];
        }
    }
    return auth.items[0];
}

static struct qr_server fill_server(struct making *m, const struct server *server)
{
    const struct pattern *login = m->filling->login;
    return (struct qr_server){
        .type = server->type,
        .security = server->security,
        .auth = choose_auth(server),
        .port = server->port,
        .host = fill(m, server->host),
        // A login that nobody can derive is filled in with the address: the app has no blank there.
        .username =
            server_is_open(server) ? SPAN("") : fill(m, login != NULL ? login : server->username),
    };
}

enum qr_account_result qr_account_fill(struct arena *a, const struct provider *provider,
    const struct address *address, const struct filling *filling, struct span person,
    struct qr_account *out)
{
    const struct server *imap = servers_best(&provider->imap, WORDS_QR);
    const struct server *pop3 = servers_best(&provider->pop3, WORDS_QR);
    const struct server *incoming = imap != NULL ? imap : pop3;
    const struct server *outgoing = servers_best(&provider->smtp, WORDS_QR);
    struct making m = {.arena = a, .filling = filling};
    if (!span_is_ascii(address->whole)) {
        return QR_ACCOUNT_NOT_ASCII;
    }
    if (incoming == NULL || outgoing == NULL) {
        return QR_ACCOUNT_NOTHING;
    }
    *out = (struct qr_account){
        .incoming = fill_server(&m, incoming),
        .outgoing = fill_server(&m, outgoing),
        .address = address->whole,
        .person = person.len != 0 ? person : address->whole,
    };
    return m.too_large ? QR_ACCOUNT_TOO_LARGE : QR_ACCOUNT_OK;
}

static void add_text(json_t *array, struct span text)
{
    json_answer_append(array, json_stringn(text.len == 0 ? "" : text.ptr, text.len));
}

// The format's number for a value: WORDS_QR has one digit for each.
static void add_word(json_t *array, const struct word_set *words, uint8_t value)
{
    const char *digit = word_text(words, value, WORDS_QR);
    assert(digit != NULL);
    json_answer_append(array, json_integer(digit[0] - '0'));
}

static json_t *server_json(const struct qr_server *server)
{
    json_t *array = json_array();
    add_word(array, &service_words, server->type);
    add_text(array, server->host);
    json_answer_append(array, json_integer(server->port));
    add_word(array, &security_words, server->security);
    add_word(array, &auth_words, server->auth);
    add_text(array, server->username);
    return array;
}

static json_t *account_json(const struct qr_account *account)
{
    json_t *incoming = server_json(&account->incoming);
    if (account->name.len != 0) {
        add_text(incoming, account->name);
    }
    json_t *identity = json_array();
    add_text(identity, account->address);
    add_text(identity, account->person);

    json_t *group = json_array();
    json_answer_append(group, server_json(&account->outgoing));
    json_answer_append(group, identity);
    json_t *groups = json_array();
    json_answer_append(groups, group);

    json_t *misc = json_array();
    json_answer_append(misc, json_integer(FIRST_CODE));
    json_answer_append(misc, json_integer(CODE_COUNT));
    json_t *root = json_array();
    json_answer_append(root, json_integer(FORMAT_VERSION));
    json_answer_append(root, misc);
    json_answer_append(root, incoming);
    json_answer_append(root, groups);
    return root;
}

bool qr_account_write(struct arena *a, const struct qr_account *account, struct span *out)
{
    json_t *root = account_json(account);
    char *text = arena_alloc(a, QR_CONTENT_MAX_BYTES);
    size_t len = json_dumpb(root, text, QR_CONTENT_MAX_BYTES, JSON_COMPACT);
    json_decref(root);
    assert(len != 0);
    if (len > QR_CONTENT_MAX_BYTES) {
        return false;
    }
    *out = (struct span){text, len};
    return true;
}
