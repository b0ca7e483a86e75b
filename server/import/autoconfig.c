// SPDX-License-Identifier: MIT
#include "import/autoconfig.h"

#include "base/limits.h"
#include "import/autoconfig_servers.h"
#include "import/spelling.h"

struct reading {
    struct entry e;
    struct server_reading servers;
    struct span first_domain;
};

static struct node *text_of(struct reading *r, struct span text)
{
    return write_text(r->e.import->keep, text);
}

static struct span url_at(
    struct reading *r, const struct xml_element *element, const char *attribute)
{
    return spelling_url(r->e.import->keep, xml_attribute(element, attribute));
}

static void read_server(struct reading *r, const struct xml_element *element)
{
    autoconfig_server(&r->servers, element);
}

static void read_domain(struct reading *r, const struct xml_element *element)
{
    bool is_mx = span_equal(xml_attribute(element, "purpose"), SPAN("mx"));
    if (!is_mx && r->first_domain.len == 0) {
        r->first_domain = element->text;
    }
    entry_domain(&r->e, is_mx ? "mx" : "domains", element->text, element->comment);
}

static void read_name(struct reading *r, const struct xml_element *element)
{
    entry_text(&r->e, "name", element->text);
    comments_add(&r->e.import->comments, r->e.map, element->comment);
}

static void read_short_name(struct reading *r, const struct xml_element *element)
{
    if (span_equal(element->name, SPAN("displayNameShort"))) {
        entry_remark(&r->e, "repaired: displayShortName was misspelt as displayNameShort");
    }
    entry_text(&r->e, "short_name", element->text);
    comments_add(&r->e.import->comments, r->e.map, element->comment);
}

// The texts in children called `name`: one text, or a map of language to text. NULL: none.
static struct node *texts_of(struct reading *r, const struct xml_element *element, const char *name)
{
    struct arena *keep = r->e.import->keep;
    struct item *last = NULL;
    struct node *map = node_new(keep, NODE_MAP, (struct place){0});
    for (const struct xml_element *one = element->children; one != NULL; one = one->next) {
        struct span lang = xml_attribute(one, "lang");
        struct span key = lang.len == 0 ? SPAN("default") : lang;
        if (!span_equal_c(one->name, name) || one->text.len == 0) {
            continue;
        }
        if (map->count == LANGUAGES_MAX || node_find_item(map, key) != NULL) {
            entry_remark(&r->e, "dropped: a further text in the language '%.*s' (line %u)",
                SPAN_ARGS(key), (unsigned)one->line);
            continue;
        }
        write_add(keep, map, &last, key, text_of(r, one->text));
    }
    bool is_one = map->count == 1 && span_equal(map->first->key, SPAN("default"));
    return map->count == 0 ? NULL : is_one ? text_of(r, map->first->value->text) : map;
}

static void add_page(
    struct reading *r, const struct xml_element *element, struct span url, struct node *title)
{
    struct arena *keep = r->e.import->keep;
    struct item *last = NULL;
    struct node *page = node_new(keep, NODE_MAP, (struct place){0});
    write_add(keep, page, &last, SPAN("url"), text_of(r, url));
    if (title != NULL) {
        write_add(keep, page, &last, SPAN("title"), title);
    }
    entry_item(&r->e, "documentation", page, xml_comments(keep, element));
}

static void read_documentation(struct reading *r, const struct xml_element *element)
{
    add_page(r, element, url_at(r, element, "url"), texts_of(r, element, "descr"));
}

static bool has_word(struct span text, struct span word)
{
    for (size_t i = 0; i + word.len <= text.len; i++) {
        if (span_starts_with_fold(span_from(text, i), word)) {
            return true;
        }
    }
    return false;
}

// What kind of thing is to be done first is said by no element: by the words of its first text.
static enum note_kind kind_of(const struct xml_element *element)
{
    static const struct {
        const char *word;
        enum note_kind kind;
    } rows[] = {
        {"app password", NOTE_APP_PASSWORD},
        {"app-password", NOTE_APP_PASSWORD},
        {"application password", NOTE_APP_PASSWORD},
        {"specific password", NOTE_APP_PASSWORD},
        {"imap", NOTE_ENABLE_IMAP},
        {"pop", NOTE_ENABLE_POP3},
    };
    struct span text = xml_child_text(element, "instruction");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (has_word(text, span_from_c(rows[i].word))) {
            return rows[i].kind;
        }
    }
    return NOTE_OTHER;
}

static void read_enable(struct reading *r, const struct xml_element *element)
{
    struct arena *keep = r->e.import->keep;
    struct span url = url_at(r, element, "visiturl");
    struct node *texts = texts_of(r, element, "instruction");
    struct item *last = NULL;
    struct node *note = node_new(keep, NODE_MAP, (struct place){0});
    if (texts == NULL) { // nothing to tell but the page
        add_page(r, element, url, NULL);
        return;
    }
    const char *kind = word_text(&note_words, kind_of(element), WORDS_YAML);
    write_add(keep, note, &last, SPAN("kind"), write_word(keep, kind));
    if (url.len != 0) {
        write_add(keep, note, &last, SPAN("url"), text_of(r, url));
    }
    write_add(keep, note, &last, SPAN("text"), texts);
    struct span comment = xml_comments(keep, element);
    entry_item(&r->e, "before", note,
        arena_format(keep, "%.*s\nguessed: the kind, from the text", SPAN_ARGS(comment)));
}

static void read_scopes(struct reading *r, struct span text)
{
    struct arena *keep = r->e.import->keep;
    struct item *last = NULL;
    struct node *list = node_new(keep, NODE_LIST, (struct place){0});
    struct span scope;
    while ((scope = span_next_word(&text)).len != 0) {
        write_add(keep, list, &last, SPAN(""), text_of(r, scope));
    }
    entry_member(&r->e, "oauth2", "scopes", list);
}

static void read_oauth2(struct reading *r, const struct xml_element *element)
{
    static const struct {
        const char *element, *key;
    } rows[] = {
        {"issuer", "issuer"},
        {"authURL", "auth_url"},
        {"tokenURL", "token_url"},
        {"clientID", "client_id"},
        {"clientSecret", "client_secret"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span text = xml_child_text(element, rows[i].element);
        if (text.len != 0) {
            entry_member(&r->e, "oauth2", rows[i].key, text_of(r, text));
        }
    }
    struct span scope = xml_child_text(element, "scope");
    if (scope.len != 0) {
        read_scopes(r, scope);
    }
    comments_add(&r->e.import->comments, r->e.map, xml_comments(r->e.import->keep, element));
}

static void read_webmail(struct reading *r, const struct xml_element *element)
{
    const struct xml_element *page = xml_child(element, "loginPage");
    const struct xml_element *form = xml_child(element, "loginPageInfo");
    if (page != NULL || form != NULL) {
        entry_text(&r->e, "webmail", url_at(r, page != NULL ? page : form, "url"));
    }
    if (form != NULL) {
        entry_dropped(&r->e, form->name, form->line);
    }
    comments_add(&r->e.import->comments, r->e.map, xml_comments(r->e.import->keep, element));
}

// Elements of the provider and of the root; old files have them in one place or the other.
static const struct row {
    const char *name;
    void (*read)(struct reading *r, const struct xml_element *element);
} rows[] = {
    {"domain", read_domain},
    {"displayName", read_name},
    {"displayShortName", read_short_name},
    {"displayNameShort", read_short_name},
    {"incomingServer", read_server},
    {"outgoingServer", read_server},
    {"addressbook", read_server},
    {"addressBook", read_server},
    {"calendar", read_server},
    {"fileShare", read_server},
    {"chatServer", read_server},
    {"setupServer", read_server},
    {"documentation", read_documentation},
    {"instruction", read_documentation},
    {"enable", read_enable},
    {"oAuth2", read_oauth2},
    {"webMail", read_webmail},
};

static void read_children(struct reading *r, const struct xml_element *parent)
{
    for (const struct xml_element *one = parent->children; one != NULL; one = one->next) {
        size_t i = 0;
        while (i < COUNT_OF(rows) && !span_equal_c(one->name, rows[i].name)) {
            i++;
        }
        if (i < COUNT_OF(rows)) {
            rows[i].read(r, one);
        } else if (!span_equal(one->name, SPAN("emailProvider"))) {
            entry_dropped(&r->e, one->name, one->line);
        }
    }
}

static void read_provider(struct import *im, struct span name, const struct xml_element *root,
    const struct xml_element *provider)
{
    struct reading r = {.first_domain = SPAN("")};
    entry_begin(im, name, &r.e);
    r.servers.e = &r.e;
    comments_add(&im->comments, r.e.map, root->comment);
    comments_add(&im->comments, r.e.map, provider->comment);
    read_children(&r, provider);
    read_children(&r, root);
    struct span id = xml_attribute(provider, "id");
    if (!span_equal_fold(id, r.first_domain)) {
        entry_text(&r.e, "id", id);
    }
    if (span_equal(xml_attribute(root, "version"), SPAN("1.2"))) {
        entry_member(&r.e, "autoconfig", "version", write_word(im->keep, "1.2"));
        if (r.servers.has_url_servers) {
            entry_member(&r.e, "autoconfig", "url_servers", write_word(im->keep, "true"));
        }
    } else if (r.servers.has_url_servers) {
        entry_remark(&r.e, "jmap, ews, activesync and graph are told to clients of autoconfig with "
                           "autoconfig: {version: 1.2, url_servers: true} only");
    }
    entry_end(&r.e, id.len != 0 ? id : r.first_domain);
}

bool import_autoconfig(struct import *im, struct span name, const struct xml_element *root)
{
    size_t count = 0;
    for (const struct xml_element *one = root->children; one != NULL; one = one->next) {
        count += span_equal(one->name, SPAN("emailProvider"));
    }
    if (count > IMPORT_PROVIDERS_MAX) {
        return import_refuse(im, name, "it has too many <emailProvider>: one is usual");
    }
    for (const struct xml_element *one = root->children; one != NULL; one = one->next) {
        if (span_equal(one->name, SPAN("emailProvider"))) {
            read_provider(im, name, root, one);
        }
    }
    return count != 0 || import_refuse(im, name, "<clientConfig> has no <emailProvider>");
}
