// SPDX-License-Identifier: MIT
#include "import/autoconfig_servers.h"

#include "base/limits.h"
#include "import/spelling.h"

// The types, letter case apart, and whether such a server is behind host and port, or a URL.
static const struct type {
    const char *text;
    enum service service;
    bool has_host;
} types[] = {
    {"imap", SERVICE_IMAP, true},
    {"pop3", SERVICE_POP3, true},
    {"smtp", SERVICE_SMTP, true},
    {"managesieve", SERVICE_MANAGESIEVE, true},
    {"xmpptcp", SERVICE_XMPP, true},
    {"xmpp", SERVICE_XMPP, false},
    {"jmap", SERVICE_JMAP, false},
    {"ews", SERVICE_EWS, false},
    {"activesync", SERVICE_ACTIVESYNC, false},
    {"graph", SERVICE_GRAPH, false},
    {"caldav", SERVICE_CALDAV, false},
    {"carddav", SERVICE_CARDDAV, false},
    {"webdav", SERVICE_WEBDAV, false},
    {"matrix", SERVICE_MATRIX, false},
};

// What in a server is read below; anything else is dropped, and told.
static void tell_dropped(struct server_reading *r, const struct xml_element *element)
{
    static const char *const known[] = {"hostname", "port", "socketType", "authentication",
        "username", "pop3", "restriction", "url", "serverURL"};
    for (const struct xml_element *one = element->children; one != NULL; one = one->next) {
        bool is_known = false;
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            is_known |= span_equal_c(one->name, known[i]);
        }
        if (!is_known) {
            entry_dropped(r->e, one->name, one->line);
        }
    }
}

// The methods of `element`, in its order.
static struct word_list read_auth(struct server_reading *r, const struct xml_element *element)
{
    struct word_list list = {.len = 0};
    for (const struct xml_element *one = element->children; one != NULL; one = one->next) {
        enum auth method;
        bool guessed;
        if (!span_equal(one->name, SPAN("authentication"))) {
            continue;
        }
        if (!spelling_auth(one->text, &method, &guessed)) {
            entry_remark(r->e, "dropped: authentication '%.*s' (line %u), which is not known here",
                SPAN_ARGS(one->text), (unsigned)one->line);
            continue;
        }
        if (guessed && !r->told_guess) {
            r->told_guess = true;
            entry_remark(r->e, "guessed: '%.*s' is %s here%s", SPAN_ARGS(one->text),
                word_text(&auth_words, method, WORDS_YAML),
                method == AUTH_CRAM_MD5 ? "; it may be digest-md5 or scram" : "");
        }
        entry_auth(&list, method);
    }
    return list;
}

static struct span read_login(struct server_reading *r, const struct xml_element *element)
{
    struct span text = xml_child_text(element, "username");
    bool repaired;
    struct span login = spelling_login(r->e->import->keep, text, &repaired);
    if (repaired) {
        entry_remark(r->e, "repaired: the user name was '%.*s' (line %u)", SPAN_ARGS(text),
            (unsigned)element->line);
    }
    return login;
}

// What programs are told to do with the mail there. NULL: nothing.
static struct node *read_pop3(struct server_reading *r, const struct xml_element *element)
{
    static const struct {
        const char *element, *key;
        bool is_number;
    } rows[] = {
        {"leaveMessagesOnServer", "leave_on_server", false},
        {"daysToLeaveMessagesOnServer", "days", true},
        {"downloadOnBiff", "download_on_check", false},
        {"checkInterval", "check_minutes", true},
    };
    struct arena *keep = r->e->import->keep;
    const struct xml_element *pop3 = xml_child(element, "pop3");
    struct item *last = NULL;
    struct node *map = node_new(keep, NODE_MAP, (struct place){0});
    for (size_t i = 0; pop3 != NULL && i < COUNT_OF(rows); i++) {
        const struct xml_element *said = xml_child(pop3, rows[i].element);
        if (said == NULL) {
            continue;
        }
        struct span minutes = xml_attribute(said, "minutes");
        struct span text = minutes.len != 0 ? minutes : said->text;
        uint64_t number;
        if (rows[i].is_number && span_to_u64(text, UINT32_MAX, &number) && number != 0) {
            write_add(keep, map, &last, span_from_c(rows[i].key), write_text(keep, text));
        } else if (!rows[i].is_number && span_equal(text, SPAN("true"))) {
            write_add(keep, map, &last, span_from_c(rows[i].key), write_word(keep, "true"));
        } else if (!span_equal(text, SPAN("false"))) {
            entry_dropped(r->e, said->name, said->line);
        }
    }
    return last == NULL ? NULL : map;
}

// Of several the first that is known.
static enum security read_security(
    struct server_reading *r, const struct xml_element *element, struct span port)
{
    enum security security;
    for (const struct xml_element *one = element->children; one != NULL; one = one->next) {
        if (span_equal(one->name, SPAN("socketType")) && spelling_security(one->text, &security)) {
            return security;
        }
    }
    security = spelling_security_of_port(port);
    entry_remark(r->e, "guessed: security %s, since there is no known socketType (line %u)",
        word_text(&security_words, security, WORDS_YAML), (unsigned)element->line);
    return security;
}

static void read_host(
    struct server_reading *r, const struct xml_element *element, enum service type)
{
    struct arena *keep = r->e->import->keep;
    struct found_server server = {
        .type = type,
        .host = xml_child_text(element, "hostname"),
        .port = xml_child_text(element, "port"),
        .auth = read_auth(r, element),
        .username = read_login(r, element),
        .extra = type == SERVICE_POP3 ? read_pop3(r, element) : NULL,
        .comment = xml_comments(keep, element),
    };
    server.security = read_security(r, element, server.port);
    if (server.username.len == 0 && !entry_auth_is_open(&server.auth)) {
        entry_remark(r->e, "guessed: the user name, which is missing (line %u), is the address",
            (unsigned)element->line);
    }
    struct span restriction = xml_child_text(element, "restriction");
    if (restriction.len != 0) {
        server.comment = arena_format(
            keep, "%.*s\nrestriction: %.*s", SPAN_ARGS(server.comment), SPAN_ARGS(restriction));
    }
    if (server.security == SECURITY_NONE) {
        server.comment = arena_format(keep,
            "%.*s\nno encryption: clients are told of it only where there is no other",
            SPAN_ARGS(server.comment));
    }
    entry_server(r->e, &server);
}

static void read_url(struct server_reading *r, const struct xml_element *element, enum service type)
{
    struct arena *keep = r->e->import->keep;
    struct span url = xml_child_text(element, "url");
    url = spelling_url(keep, url.len != 0 ? url : xml_child_text(element, "serverURL"));
    struct found_service service = {
        .type = type,
        .url = url,
        .auth = read_auth(r, element),
        .username = read_login(r, element),
        .comment = xml_comments(keep, element),
    };
    if (type == SERVICE_XMPP) { // a server like those behind host and port
        entry_item(r->e, "xmpp", write_text(keep, service.url), service.comment);
        return;
    }
    r->has_url_servers |= span_equal(element->name, SPAN("incomingServer"));
    entry_service(r->e, &service);
}

void autoconfig_server(struct server_reading *r, const struct xml_element *element)
{
    struct span text = xml_attribute(element, "type");
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (!span_equal_fold(text, span_from_c(types[i].text))) {
            continue;
        }
        tell_dropped(r, element);
        if (types[i].has_host) {
            read_host(r, element, types[i].service);
        } else {
            read_url(r, element, types[i].service);
        }
        return;
    }
    entry_remark(r->e, "dropped: a server of type '%.*s' (line %u), which is not known here",
        SPAN_ARGS(text), (unsigned)element->line);
}
