// SPDX-License-Identifier: MIT
#include "verbs/settings.h"

#include "verbs/lookup.h"
#include "verbs/table.h"
#include "verbs/verb.h"

enum {
    ROWS_MAX = 64,
    TABLE_MAX_BYTES = 256 * 1024,
};

enum column {
    COLUMN_PROTOCOL,
    COLUMN_SERVER,
    COLUMN_PORT,
    COLUMN_SECURITY,
    COLUMN_LOGIN,
    COLUMN_AUTH,
    COLUMN_COUNT,
};

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_PROTOCOL] = "protocol",
    [COLUMN_SERVER] = "server",
    [COLUMN_PORT] = "port",
    [COLUMN_SECURITY] = "security",
    [COLUMN_LOGIN] = "login",
    [COLUMN_AUTH] = "authentication",
};

static const char *const security_names[SECURITY_COUNT] = {
    [SECURITY_NONE] = "none",
    [SECURITY_STARTTLS] = "STARTTLS",
    [SECURITY_TLS] = "SSL/TLS",
};

struct row {
    struct span cells[COLUMN_COUNT];
};

struct settings {
    struct arena *arena;
    struct filling filling;
    struct row rows[ROWS_MAX];
    size_t count;
};

static struct span login_of(const struct settings *t, const struct pattern *username)
{
    const struct pattern *login = t->filling.login == NULL ? username : t->filling.login;
    struct filling filling = filling_for_login(&t->filling);
    return login->ask ? SPAN("(ask your provider)") : pattern_fill(t->arena, login, &filling);
}

static struct span auth_names(struct arena *a, const struct word_list *auth)
{
    struct span names = SPAN("");
    for (size_t i = 0; i < auth->len; i++) {
        names = arena_format(a, "%.*s%s%s", SPAN_ARGS(names), i == 0 ? "" : ", ",
            word_text(&auth_words, auth->items[i], WORDS_YAML));
    }
    return names;
}

static void add_servers(struct settings *t, const struct list *servers)
{
    const struct server *all = servers->ptr;
    for (size_t i = 0; i < servers->len && t->count < ROWS_MAX; i++) {
        const struct server *s = &all[i];
        struct row *row = &t->rows[t->count++];
        row->cells[COLUMN_PROTOCOL] = span_from_c(word_text(&service_words, s->type, WORDS_YAML));
        row->cells[COLUMN_LOGIN] = login_of(t, s->username);
        row->cells[COLUMN_AUTH] = auth_names(t->arena, &s->auth);
        if (s->url != NULL) {
            row->cells[COLUMN_SERVER] = pattern_fill_url(t->arena, s->url, &t->filling);
        } else {
            row->cells[COLUMN_SERVER] = pattern_fill(t->arena, s->host, &t->filling);
            row->cells[COLUMN_PORT] = arena_format(t->arena, "%u", (unsigned)s->port);
            row->cells[COLUMN_SECURITY] = span_from_c(security_names[s->security]);
        }
    }
}

static void add_endpoint(struct settings *t, const struct endpoint *e)
{
    if (e != NULL && t->count < ROWS_MAX) {
        struct row *row = &t->rows[t->count++];
        row->cells[COLUMN_PROTOCOL] = span_from_c(word_text(&service_words, e->type, WORDS_YAML));
        row->cells[COLUMN_SERVER] = pattern_fill_url(t->arena, e->url, &t->filling);
        row->cells[COLUMN_LOGIN] = login_of(t, e->username);
        row->cells[COLUMN_AUTH] = auth_names(t->arena, &e->auth);
    }
}

static void add_provider(struct settings *t, const struct provider *p)
{
    const struct list *const servers[] = {&p->imap, &p->pop3, &p->smtp, &p->managesieve, &p->xmpp};
    const struct endpoint *const endpoints[] = {
        p->jmap, p->ews, p->activesync, p->graph, p->caldav, p->carddav, p->webdav, p->matrix};
    for (size_t i = 0; i < COUNT_OF(servers); i++) {
        add_servers(t, servers[i]);
    }
    for (size_t i = 0; i < COUNT_OF(endpoints); i++) {
        add_endpoint(t, endpoints[i]);
    }
}

static int print_table(const struct settings *t, const struct provider *p, struct span who)
{
    struct buffer out;
    buffer_init(&out, TABLE_MAX_BYTES);
    buffer_format(&out, "%.*s: %.*s\n\n", SPAN_ARGS(who),
        SPAN_ARGS(pattern_fill(t->arena, p->name, &t->filling)));
    table_add(&out, &(struct table){"  ", column_names, COLUMN_COUNT, t->rows[0].cells, t->count});
    const struct note *notes = p->before.ptr;
    for (size_t i = 0; i < p->before.len; i++) {
        const struct text *text = text_for(&notes[i].text, SPAN("en"));
        buffer_format(&out, "%s  first: %.*s", i == 0 ? "\n" : "",
            SPAN_ARGS(text == NULL ? SPAN("") : text->value));
        if (notes[i].url != NULL) {
            buffer_format(&out, "\n         %.*s",
                SPAN_ARGS(pattern_fill_url(t->arena, notes[i].url, &t->filling)));
        }
        buffer_add_char(&out, '\n');
    }
    int code = verb_print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}

static int print_json(const struct settings *t, struct span who)
{
    json_t *all = json_object();
    json_t *rows = json_array();
    for (size_t i = 0; i < t->count; i++) {
        json_t *row = json_object();
        for (size_t column = 0; column < COLUMN_COUNT; column++) {
            struct span cell = t->rows[i].cells[column];
            if (cell.len != 0) {
                json_object_set_new(row, column_names[column], json_stringn(cell.ptr, cell.len));
            }
        }
        json_array_append_new(rows, row);
    }
    json_object_set_new(all, "for", json_stringn(who.ptr, who.len));
    json_object_set_new(all, "settings", rows);
    return verb_print_json(all);
}

int settings_print(struct arena *a, const struct snapshot *s, struct span who, bool json)
{
    struct address address;
    struct match match;
    const char *why;
    bool has_address = span_has(who, '@');
    if (has_address && !address_parse(a, who, &address, &why)) {
        return verb_fail(EXIT_WRONG, "'%.*s' is not an address: %s", SPAN_ARGS(who), why);
    }
    if (!lookup_domain(a, s, has_address ? address.domain : who, false, &match)) {
        return EXIT_WRONG;
    }
    struct settings *t = arena_array(a, 1, sizeof *t);
    t->arena = a;
    t->filling = match_filling(s->index, &match, has_address ? &address : NULL, a);
    add_provider(t, match.provider);
    return json ? print_json(t, who) : print_table(t, match.provider, who);
}
