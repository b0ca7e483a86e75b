// SPDX-License-Identifier: MIT
#include "config/servers.h"

#include "config/choices.h"
#include "config/expect.h"
#include "config/hosts.h"
#include "config/numbers.h"
#include "config/urls.h"

#include <assert.h>
#include <inttypes.h>

// What a server speaks when the file does not say; the ports by security.
static const struct habit {
    enum security security;
    uint16_t ports[SECURITY_COUNT];
} habits[] = {
    [SERVICE_IMAP] = {SECURITY_TLS, {[SECURITY_NONE] = 143, [SECURITY_STARTTLS] = 143, 993}},
    [SERVICE_POP3] = {SECURITY_TLS, {[SECURITY_NONE] = 110, [SECURITY_STARTTLS] = 110, 995}},
    [SERVICE_SMTP] = {SECURITY_TLS, {[SECURITY_NONE] = 25, [SECURITY_STARTTLS] = 587, 465}},
    [SERVICE_MANAGESIEVE] = {SECURITY_STARTTLS,
        {[SECURITY_NONE] = 4190, [SECURITY_STARTTLS] = 4190, [SECURITY_TLS] = 4190}},
    [SERVICE_XMPP] = {SECURITY_STARTTLS,
        {[SECURITY_NONE] = 5222, [SECURITY_STARTTLS] = 5222, [SECURITY_TLS] = 5223}},
};

const struct known_port known_ports[KNOWN_PORT_COUNT] = {
    {993, SECURITY_TLS},
    {995, SECURITY_TLS},
    {465, SECURITY_TLS},
    {5223, SECURITY_TLS},
    {143, SECURITY_STARTTLS},
    {110, SECURITY_STARTTLS},
    {587, SECURITY_STARTTLS},
    {25, SECURITY_STARTTLS},
    {4190, SECURITY_STARTTLS},
    {5222, SECURITY_STARTTLS},
};

// False: the port is known for nothing.
static bool security_of_port(uint16_t port, enum security *security)
{
    for (size_t i = 0; i < KNOWN_PORT_COUNT; i++) {
        if (known_ports[i].port == port) {
            *security = known_ports[i].security;
            return true;
        }
    }
    return false;
}

// Puts in what of port and security was left out. `security`: its node; NULL: left out.
static void complete(struct walk *w, struct place at, const struct node *security, struct server *s)
{
    const struct habit *habit = &habits[s->type];
    enum security known = habit->security;
    bool is_known = s->port != 0 && security_of_port(s->port, &known);
    if (security == NULL) {
        if (s->port != 0 && !is_known) {
            diag_error(w->d, at,
                "port %" PRIu16 " is known for no security: write {host: ..., port: %" PRIu16
                ", security: tls}, or starttls",
                s->port, s->port);
        }
        s->security = (uint8_t)known;
    } else if (s->security == SECURITY_NONE && !s->insecure) {
        diag_error(w->d, security->at,
            "security none sends passwords in the clear: if that is meant, add 'insecure: true'");
    }
    // Without encryption a server listens where STARTTLS would be.
    enum security heard =
        s->security == SECURITY_NONE ? SECURITY_STARTTLS : (enum security)s->security;
    if (security != NULL && is_known && known != heard) {
        diag_warning(w->d, security->at, "port %" PRIu16 " is known for %s, and this says %s",
            s->port, word_text(&security_words, known, WORDS_YAML),
            word_text(&security_words, s->security, WORDS_YAML));
    }
    if (s->port == 0) {
        s->port = habit->ports[s->security];
    }
}

static bool read_short(struct walk *w, struct value v, struct server *s)
{
    struct span text;
    struct span host;
    struct span port;
    struct place at = v.node->at;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    bool is_url = span_cut(text, ':', &host, &port) && span_starts_with(port, SPAN("//"));
    if (is_url && s->type == SERVICE_XMPP) {
        return url_web_socket(w, v, &s->url);
    }
    if (is_url) {
        diag_error(w->d, at, "'%.*s' must be HOST or HOST:PORT, not the URL '%.*s'",
            SPAN_ARGS(v.key), SPAN_ARGS(text));
        return false;
    }
    host = text;
    if (span_cut_last(text, ':', &host, &port) && !number_port_of(w, at, port, &s->port)) {
        return false;
    }
    complete(w, at, NULL, s);
    return host_pattern_of(w, at, host, &s->host);
}

static void refuse_pop3_keys(struct walk *w, const struct node *map)
{
    for (size_t i = 0; i < server_record.count; i++) {
        const struct field *field = &server_record.fields[i];
        const struct item *item = node_find_item(map, span_from_c(field->name));
        if (item != NULL && (field->flags & FIELD_POP3) != 0) {
            diag_error(w->d, item->key_at, "'%s' is for servers under 'pop3' only", field->name);
        }
    }
}

static void read_long(struct walk *w, struct value v, struct server *s)
{
    const struct node *map = v.node;
    const struct node *port = node_find(map, "port");
    size_t errors = w->d->errors;
    walk_map(w, &server_record, v, s);
    if (s->type != SERVICE_POP3) {
        refuse_pop3_keys(w, map);
    }
    if (s->type != SERVICE_SMTP) {
        choice_refuse_no_login(w, map, &s->auth);
    }
    if (w->d->errors == errors) {
        complete(w, port == NULL ? map->at : port->at, node_find(map, "security"), s);
    }
}

// False: an error was reported.
static bool read_one(struct walk *w, enum service type, struct value v, struct server *s)
{
    size_t errors = w->d->errors;
    *s = (struct server){.type = (uint8_t)type, .at = v.node->at};
    if (v.node->kind == NODE_MAP) {
        read_long(w, v, s);
        return w->d->errors == errors;
    }
    return read_short(w, v, s) && w->d->errors == errors;
}

bool servers_read(struct walk *w, const struct field *field, struct value v, void *out)
{
    unsigned type = SERVICE_COUNT;
    bool known = word_find(&service_words, span_from_c(field->name), &type);
    assert(known && type < COUNT_OF(habits));
    size_t errors = w->d->errors;
    bool is_list = v.node->kind == NODE_LIST;
    struct list list = {
        arena_array(w->keep, is_list ? v.node->count : 1, sizeof(struct server)), 0};
    struct server *servers = list.ptr;
    if (!is_list) {
        list.len += read_one(w, (enum service)type, v, &servers[0]);
    }
    for (const struct item *item = v.node->first; is_list && item != NULL; item = item->next) {
        struct value inner = expect_item(v, item);
        list.len += read_one(w, (enum service)type, inner, &servers[list.len]);
    }
    *(struct list *)out = list;
    return w->d->errors == errors;
}
