// SPDX-License-Identifier: MIT
#include "import/entry_servers.h"

#include "import/trial.h"

#include <string.h>

static const struct place nowhere = {0};

static bool same_auth(const struct word_list *one, const struct word_list *other)
{
    return one->len == other->len && memcmp(one->items, other->items, one->len) == 0;
}

static struct node *auth_node(struct entry *e, const struct word_list *auth)
{
    struct item *last = NULL;
    struct node *list = node_new(e->import->keep, NODE_LIST, nowhere);
    for (size_t i = 0; i < auth->len; i++) {
        const char *word = word_text(&auth_words, auth->items[i], WORDS_YAML);
        write_add(e->import->keep, list, &last, SPAN(""), write_word(e->import->keep, word));
    }
    return list;
}

// What holds for most of a provider's servers, said once.
struct shared {
    struct span username;
    struct word_list auth;
};

static bool needs_login(uint8_t method)
{
    return method != AUTH_NONE && method != AUTH_CLIENT_IP;
}

// No login is for smtp only, and excludes all others; no method is a password.
static void mend_auth(struct entry *e, struct found_server *server)
{
    struct word_list kept = {.len = 0};
    bool may_be_open = server->type == SERVICE_SMTP;
    for (size_t i = 0; i < server->auth.len; i++) {
        may_be_open = may_be_open && !needs_login(server->auth.items[i]);
    }
    for (size_t i = 0; i < server->auth.len; i++) {
        uint8_t method = server->auth.items[i];
        if (needs_login(method) || (may_be_open && kept.len == 0)) {
            kept.items[kept.len++] = method;
        } else {
            entry_remark(e, "dropped: '%s' at %.*s, where a login is needed",
                word_text(&auth_words, method, WORDS_YAML), SPAN_ARGS(server->host));
        }
    }
    if (kept.len == 0) {
        kept = (struct word_list){{AUTH_PASSWORD}, 1};
    }
    server->auth = kept;
}

// User names that the loader refuses are as good as none.
static struct span checked_login(struct entry *e, struct span username)
{
    struct span why;
    if (username.len != 0 &&
        !trial(e->import, "username", write_text(e->import->keep, username), &why)) {
        entry_remark(e, "dropped: the user name '%.*s': %.*s", SPAN_ARGS(username), SPAN_ARGS(why));
        return SPAN("");
    }
    return username;
}

static struct shared find_shared(struct entry *e)
{
    struct shared shared = {SPAN("address"), {{AUTH_PASSWORD}, 1}};
    bool found = false;
    struct span written = SPAN("");
    struct span checked = SPAN("");
    for (struct found_server *server = e->servers; server != NULL; server = server->next) {
        mend_auth(e, server);
        if (!span_equal(server->username, written)) { // so that each slip is told once
            written = server->username;
            checked = checked_login(e, written);
        }
        server->username = checked.len == 0 ? SPAN("address") : checked;
        if (!found && !entry_auth_is_open(&server->auth)) {
            shared = (struct shared){server->username, server->auth};
            found = true;
        }
    }
    return shared;
}

static void add_key(
    struct entry *e, struct node *map, struct item **last, const char *key, struct node *value)
{
    write_add(e->import->keep, map, last, span_from_c(key), value);
}

static void add_text_key(
    struct entry *e, struct node *map, struct item **last, const char *key, struct span text)
{
    add_key(e, map, last, key, write_text(e->import->keep, text));
}

static void add_differences(struct entry *e, const struct shared *shared, struct node *map,
    struct item **last, const struct word_list *auth, struct span username)
{
    if (auth->len != 0 && !same_auth(auth, &shared->auth)) {
        add_key(e, map, last, "auth", auth_node(e, auth));
    }
    if (username.len != 0 && !span_equal(username, shared->username)) {
        add_text_key(e, map, last, "username", username);
    }
}

static struct node *long_server(
    struct entry *e, const struct shared *shared, const struct found_server *server)
{
    struct item *last = NULL;
    struct node *map = node_new(e->import->keep, NODE_MAP, nowhere);
    add_text_key(e, map, &last, "host", server->host);
    if (server->port.len != 0) {
        add_text_key(e, map, &last, "port", server->port);
    }
    add_key(e, map, &last, "security",
        write_word(e->import->keep, word_text(&security_words, server->security, WORDS_YAML)));
    if (server->security == SECURITY_NONE) {
        add_key(e, map, &last, "insecure", write_word(e->import->keep, "true"));
    }
    bool open = entry_auth_is_open(&server->auth);
    add_differences(e, shared, map, &last, &server->auth, open ? SPAN("") : server->username);
    const struct item *extra = server->extra == NULL ? NULL : server->extra->first;
    for (; extra != NULL; extra = extra->next) {
        write_add(e->import->keep, map, &last, extra->key, extra->value);
    }
    return map;
}

// HOST or HOST:PORT, where the loader makes the same of it as of the long form.
static struct node *short_server(
    struct entry *e, const char *key, const struct found_server *found, const struct server *wanted)
{
    struct arena *keep = e->import->keep;
    const struct span texts[] = {
        found->host, arena_format(keep, "%.*s:%u", SPAN_ARGS(found->host), (unsigned)wanted->port)};
    struct node *fitting = NULL;
    for (size_t i = 0; i < COUNT_OF(texts) && fitting == NULL; i++) {
        struct arena scratch;
        struct provider into;
        struct span why;
        struct node *value = write_text(keep, texts[i]);
        arena_init(&scratch);
        if (trial_value(e->import, &scratch, key, value, &into, &why)) {
            const struct list *list =
                (const void *)((const char *)&into +
                               provider_record.fields[trial_field(key)].offset);
            const struct server *server = list->ptr;
            fitting =
                server->port == wanted->port && server->security == wanted->security ? value : NULL;
        }
        arena_finish(&scratch);
    }
    return fitting;
}

static void put_server(struct entry *e, const struct shared *shared, struct found_server *found)
{
    const char *key = word_text(&service_words, found->type, WORDS_YAML);
    struct node *map = long_server(e, shared, found);
    struct arena scratch;
    struct provider into;
    struct span why;
    arena_init(&scratch);
    if (trial_value(e->import, &scratch, key, map, &into, &why)) {
        const struct list *list =
            (const void *)((const char *)&into + provider_record.fields[trial_field(key)].offset);
        bool plain = found->extra == NULL && span_equal(found->username, shared->username) &&
                     same_auth(&found->auth, &shared->auth);
        struct node *brief = plain ? short_server(e, key, found, list->ptr) : NULL;
        entry_append(e, key, brief != NULL ? brief : map, found->comment);
    } else {
        entry_remark(
            e, "dropped: the %s server '%.*s': %.*s", key, SPAN_ARGS(found->host), SPAN_ARGS(why));
        comments_add(&e->import->comments, e->map, found->comment);
    }
    arena_finish(&scratch);
}

static void put_service(
    struct entry *e, const struct shared *shared, const struct found_service *found)
{
    const char *key = word_text(&service_words, found->type, WORDS_YAML);
    struct item *last = NULL;
    struct node *map = node_new(e->import->keep, NODE_MAP, nowhere);
    add_text_key(e, map, &last, "url", found->url);
    add_differences(e, shared, map, &last, &found->auth, checked_login(e, found->username));
    bool plain = last == map->first;
    entry_value(e, key, plain ? write_text(e->import->keep, found->url) : map);
    const struct node *put = e->values[trial_field(key)];
    comments_add(&e->import->comments, put != NULL ? put : e->map, found->comment);
}

// A list of one server is written as that server.
static void flatten_servers(struct entry *e)
{
    for (size_t i = 0; i < provider_record.count; i++) {
        struct node *list = e->values[i];
        if (list != NULL && provider_record.fields[i].kind == FIELD_SERVERS && list->count == 1) {
            // The node is ours; it is const only for those who read the tree.
            e->values[i] = (struct node *)(uintptr_t)list->first->value;
        }
    }
}

void entry_servers_settle(struct entry *e)
{
    struct shared shared = find_shared(e);
    if (!span_equal(shared.username, SPAN("address"))) {
        entry_text(e, "username", shared.username);
    }
    if (!same_auth(&shared.auth, &(struct word_list){{AUTH_PASSWORD}, 1})) {
        entry_value(e, "auth", auth_node(e, &shared.auth));
    }
    for (struct found_server *server = e->servers; server != NULL; server = server->next) {
        put_server(e, &shared, server);
    }
    for (struct found_service *one = e->services; one != NULL; one = one->next) {
        put_service(e, &shared, one);
    }
    flatten_servers(e);
}
