// SPDX-License-Identifier: MIT
#include "import/seed.h"

#include "base/limits.h"
#include "import/spelling.h"

#include <stdlib.h>

// The text of a key; empty: there is none.
static struct span text_at(const struct node *map, const char *key)
{
    const struct node *node = node_find(map, key);
    return node != NULL && node->kind == NODE_TEXT ? node->text : SPAN("");
}

static bool is_kind(const struct node *map, const char *key, enum node_kind kind)
{
    const struct node *node = node_find(map, key);
    return node != NULL && node->kind == kind;
}

// Tells of the keys that nothing is made of.
static void tell_dropped(
    struct entry *e, const struct node *map, const char *const *known, size_t count)
{
    for (const struct item *item = map->first; item != NULL; item = item->next) {
        bool is_known = span_starts_with(item->key, SPAN("_")); // JSON's comments
        for (size_t i = 0; i < count; i++) {
            is_known |= span_equal_c(item->key, known[i]);
        }
        if (!is_known) {
            entry_dropped(e, item->key, item->key_at.line);
        }
    }
}

bool seed_is_automx2(const struct node *root)
{
    return is_kind(root, "provider", NODE_TEXT) && is_kind(root, "domains", NODE_LIST) &&
           is_kind(root, "servers", NODE_LIST);
}

struct ranked {
    const struct node *server;
    uint64_t priority;
    size_t at; // in the file
};

static int compare_ranks(const void *a, const void *b)
{
    const struct ranked *one = a;
    const struct ranked *two = b;
    if (one->priority != two->priority) {
        return one->priority < two->priority ? -1 : 1;
    }
    return one->at < two->at ? -1 : 1;
}

static void add_server(struct entry *e, const struct node *server)
{
    static const char *const known[] = {"type", "name", "port", "url", "prio"};
    static const struct {
        const char *type;
        enum service service;
        bool has_host;
    } types[] = {
        {"imap", SERVICE_IMAP, true},
        {"pop", SERVICE_POP3, true},
        {"smtp", SERVICE_SMTP, true},
        {"caldav", SERVICE_CALDAV, false},
        {"carddav", SERVICE_CARDDAV, false},
    };
    struct span type = text_at(server, "type");
    struct span port = text_at(server, "port");
    size_t i = 0;
    while (i < COUNT_OF(types) && !span_equal_c(type, types[i].type)) {
        i++;
    }
    if (i == COUNT_OF(types)) {
        entry_remark(e, "dropped: a server of type '%.*s' (line %u), which is not known here",
            SPAN_ARGS(type), (unsigned)server->at.line);
    } else if (types[i].has_host) {
        tell_dropped(e, server, known, COUNT_OF(known));
        entry_server(e, &(struct found_server){.type = types[i].service,
                            .host = text_at(server, "name"),
                            .port = port,
                            .security = spelling_security_of_port(port)});
    } else {
        tell_dropped(e, server, known, COUNT_OF(known));
        entry_service(
            e, &(struct found_service){.type = types[i].service, .url = text_at(server, "url")});
    }
}

static void add_servers(struct entry *e, const struct node *servers)
{
    struct ranked *ranked = arena_array(e->import->keep, servers->count, sizeof *ranked);
    size_t count = 0;
    for (const struct item *item = servers->first; item != NULL; item = item->next) {
        struct ranked one = {item->value, 10, count}; // automx2's own default
        if (text_at(item->value, "prio").len != 0 &&
            !span_to_u64(text_at(item->value, "prio"), UINT32_MAX, &one.priority)) {
            one.priority = 10;
        }
        ranked[count++] = one;
    }
    qsort(ranked, count, sizeof *ranked, compare_ranks);
    for (size_t i = 0; i < count; i++) {
        add_server(e, ranked[i].server);
    }
}

bool seed_automx2(struct import *im, struct span name, const struct node *root)
{
    static const char *const known[] = {"version", "provider", "domains", "servers", "ldapservers"};
    struct entry e;
    struct span key = SPAN("");
    bool has_ldap = false;
    entry_begin(im, name, &e);
    tell_dropped(&e, root, known, COUNT_OF(known));
    entry_text(&e, "name", text_at(root, "provider"));
    const struct item *item = node_find(root, "domains")->first;
    for (; item != NULL; item = item->next) {
        bool is_text = item->value->kind == NODE_TEXT;
        struct span domain = is_text ? item->value->text : text_at(item->value, "name");
        key = key.len == 0 ? domain : key;
        has_ldap |= node_find(item->value, "ldapserver_id") != NULL;
        entry_domain(&e, "domains", domain, SPAN(""));
    }
    if (has_ldap) {
        entry_remark(&e, "dropped: ldapservers. Where a login is not the address, say it by "
                         "'username', or for single addresses under 'logins'");
    }
    add_servers(&e, node_find(root, "servers"));
    entry_end(&e, key);
    return true;
}

bool seed_is_go_autoconfig(const struct node *root)
{
    return is_kind(root, "domain", NODE_TEXT) &&
           (is_kind(root, "imap", NODE_MAP) || is_kind(root, "smtp", NODE_MAP));
}

bool seed_go_autoconfig(struct import *im, struct span name, const struct node *root)
{
    static const char *const known[] = {"domain", "imap", "smtp"};
    static const char *const known_of_servers[] = {"server", "port", "starttls"};
    static const enum service services[] = {SERVICE_IMAP, SERVICE_SMTP};
    struct entry e;
    entry_begin(im, name, &e);
    tell_dropped(&e, root, known, COUNT_OF(known));
    entry_text(&e, "name", text_at(root, "domain"));
    entry_domain(&e, "domains", text_at(root, "domain"), SPAN(""));
    for (size_t i = 0; i < COUNT_OF(services); i++) {
        const struct node *server =
            node_find(root, word_text(&service_words, services[i], WORDS_YAML));
        if (server == NULL || server->kind != NODE_MAP) {
            continue;
        }
        bool starttls = span_equal(text_at(server, "starttls"), SPAN("true"));
        tell_dropped(&e, server, known_of_servers, COUNT_OF(known_of_servers));
        entry_server(&e, &(struct found_server){.type = services[i],
                             .host = text_at(server, "server"),
                             .port = text_at(server, "port"),
                             .security = starttls ? SECURITY_STARTTLS : SECURITY_TLS});
    }
    entry_end(&e, text_at(root, "domain"));
    return true;
}
