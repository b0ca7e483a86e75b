// SPDX-License-Identifier: MIT
#include "import/monogramm.h"

#include "import/spelling.h"

struct variable {
    struct span value;
};

static bool says_nothing(struct span line)
{
    return line.len == 0 || line.ptr[0] == '#';
}

static bool is_name(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_alnum(text.ptr[i]) && text.ptr[i] != '_') {
            return false;
        }
    }
    return text.len != 0 && !ascii_is_digit(text.ptr[0]);
}

// NAME=VALUE, as shells and docker write it.
static bool cut_variable(struct span line, struct span *name, struct span *value)
{
    struct span shell = SPAN("export ");
    if (span_starts_with(line, shell)) {
        line = span_from(line, shell.len);
    }
    if (!span_cut(line, '=', name, value) || !is_name(*name)) {
        return false;
    }
    *value = span_trim(*value);
    char quote = value->len < 2 ? ' ' : value->ptr[0];
    if ((quote == '"' || quote == '\'') && value->ptr[value->len - 1] == quote) {
        *value = span_until(span_from(*value, 1), value->len - 2);
    }
    return true;
}

bool monogramm_is_environment(struct span content)
{
    struct span line;
    bool any = false;
    while (span_next(&content, '\n', &line)) {
        line = span_trim(line);
        struct span name;
        struct span value;
        if (!says_nothing(line) && !cut_variable(line, &name, &value)) {
            return false;
        }
        any |= !says_nothing(line);
    }
    return any;
}

bool monogramm_is_compose(const struct node *root)
{
    const struct node *services = node_find(root, "services");
    return services != NULL && services->kind == NODE_MAP;
}

// The last of a name counts.
static void add_variable(struct arena *a, struct map *all, struct span name, struct span value)
{
    struct variable *variable = arena_alloc(a, sizeof *variable);
    *variable = (struct variable){value};
    struct variable *there = map_add(all, name, variable);
    if (there != NULL) {
        there->value = value;
    }
}

static struct span value_of(const struct map *all, struct span name)
{
    const struct variable *variable = map_find(all, name);
    return variable == NULL ? SPAN("") : variable->value;
}

static const struct protocol {
    enum service service;
    struct span host, port, socket;
} protocols[] = {
    {SERVICE_IMAP, {"IMAP_HOST", 9}, {"IMAP_PORT", 9}, {"IMAP_SOCKET", 11}},
    {SERVICE_POP3, {"POP_HOST", 8}, {"POP_PORT", 8}, {"POP_SOCKET", 10}},
    {SERVICE_SMTP, {"SMTP_HOST", 9}, {"SMTP_PORT", 9}, {"SMTP_SOCKET", 11}},
};

static bool has_servers(const struct map *all)
{
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        any |= value_of(all, protocols[i].host).len != 0;
    }
    return any;
}

static void add_server(struct entry *e, const struct map *all, const struct protocol *protocol)
{
    struct found_server server = {
        .type = protocol->service,
        .host = value_of(all, protocol->host),
        .port = value_of(all, protocol->port),
    };
    if (server.host.len == 0) {
        return;
    }
    if (!spelling_security(value_of(all, protocol->socket), &server.security)) {
        server.security = spelling_security_of_port(server.port);
        entry_remark(e, "guessed: security %s, since %.*s is not SSL, STARTTLS or plain",
            word_text(&security_words, server.security, WORDS_YAML), SPAN_ARGS(protocol->socket));
    }
    entry_server(e, &server);
}

static void tell_lost(struct entry *e, const struct map *all)
{
    if (value_of(all, SPAN("LDAP_HOST")).len != 0) {
        entry_remark(e, "dropped: LDAP_*, the address book: it has no place here");
    }
    if (value_of(all, SPAN("PROFILE_UUID")).len != 0) {
        entry_remark(e, "dropped: *_UUID. Profiles have identities of their own here: an account "
                        "installed from an old profile is to be removed before it is set up again");
    }
}

static void add_provider(struct import *im, struct span name, const struct map *all)
{
    struct entry e;
    struct span domain = value_of(all, SPAN("DOMAIN"));
    struct span support = value_of(all, SPAN("SUPPORT_URL"));
    struct span mobilesync = value_of(all, SPAN("MOBILESYNC_URL"));
    struct span identifier = value_of(all, SPAN("PROFILE_IDENTIFIER"));
    entry_begin(im, name, &e);
    entry_text(&e, "name", value_of(all, SPAN("COMPANY_NAME")));
    if (domain.len != 0) {
        entry_domain(&e, "domains", domain, SPAN(""));
    } else {
        entry_remark(&e, "DOMAIN is not said: add the mail domains, domains: [example.com]");
    }
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        add_server(&e, all, &protocols[i]);
    }
    if (support.len != 0) {
        entry_member(&e, "support", "url", write_text(im->keep, support));
    }
    if (mobilesync.len != 0) {
        entry_service(&e, &(struct found_service){.type = SERVICE_ACTIVESYNC, .url = mobilesync});
    }
    if (identifier.len != 0) {
        entry_member(&e, "apple", "identifier", write_text(im->keep, identifier));
    }
    tell_lost(&e, all);
    entry_end(&e, domain);
}

bool monogramm_environment(struct import *im, struct span name, struct span content)
{
    struct map all;
    struct span line;
    map_init(&all, im->keep);
    while (span_next(&content, '\n', &line)) {
        line = span_trim(line);
        struct span variable;
        struct span value;
        if (!says_nothing(line) && cut_variable(line, &variable, &value)) {
            add_variable(im->keep, &all, variable, value);
        }
    }
    if (!has_servers(&all)) {
        return import_refuse(im, name, "none of IMAP_HOST, POP_HOST and SMTP_HOST is there");
    }
    add_provider(im, name, &all);
    return true;
}

// `environment` of a service: a map, or a list of NAME=VALUE.
static void read_environment(struct import *im, const struct node *environment, struct map *all)
{
    const struct item *item = environment == NULL ? NULL : environment->first;
    for (; item != NULL; item = item->next) {
        struct span name = item->key;
        struct span value = item->value->text;
        if (item->value->kind == NODE_TEXT &&
            (environment->kind == NODE_MAP || cut_variable(item->value->text, &name, &value))) {
            add_variable(im->keep, all, name, value);
        }
    }
}

bool monogramm_compose(struct import *im, struct span name, const struct node *root)
{
    bool any = false;
    const struct item *service = node_find(root, "services")->first;
    for (; service != NULL; service = service->next) {
        struct map all;
        map_init(&all, im->keep);
        read_environment(im, node_find(service->value, "environment"), &all);
        if (has_servers(&all)) {
            add_provider(im, name, &all);
            any = true;
        }
    }
    return any ||
           import_refuse(im, name,
               "no service has IMAP_HOST, POP_HOST or SMTP_HOST in its 'environment'; a file that "
               "'env_file' names is imported by itself");
}
