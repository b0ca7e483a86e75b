// SPDX-License-Identifier: MIT
#include "answers/pacc.h"

#include "answers/identity.h"
#include "answers/json_answer.h"
#include "answers/owner.h"
#include "answers/url.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/domain.h"
#include "model/pacc.h"

// What the document is made from.
struct subject {
    struct arena *arena;
    const struct provider *provider;
    struct span domain; // asked for; empty: an mx name, which is nobody's mail domain
    struct pacc chosen;
};

// Filled in, it takes no more of the request's arena than its share.
static bool is_small(const struct subject *s, const struct pattern *pattern)
{
    return 3 * (pattern->source.len + pattern->count * s->domain.len) <= PACC_VALUE_MAX_BYTES;
}

// A value that is the same for everybody of the domain. False: it is absent, not the same for all,
// or too large.
static bool fill(const struct subject *s, const struct pattern *pattern, struct span *out)
{
    struct filling filling = {.domain = s->domain};
    if (pattern == NULL || !is_small(s, pattern) || pattern_has(pattern, PIECE_ADDRESS) ||
        pattern_has(pattern, PIECE_LOCALPART) ||
        (s->domain.len == 0 && pattern_has(pattern, PIECE_DOMAIN))) {
        return false;
    }
    *out = pattern_fill(s->arena, pattern, &filling);
    return true;
}

static void set_one(json_t *object, const char *key, const char *inner, struct span value)
{
    json_t *one = json_object();
    json_answer_set_text(one, inner, value);
    json_answer_set(object, key, one);
}

// False: the name of one of the hosts is not known.
static bool set_servers(const struct subject *s, json_t *protocols)
{
    const struct {
        const char *key;
        const struct server *server; // NULL: none
    } rows[] = {
        {"imap", s->chosen.imap},
        {"pop3", s->chosen.pop3},
        {"submit", s->chosen.smtp},
        {"smtp", s->chosen.smtp},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span host;
        if (rows[i].server == NULL) {
            continue;
        }
        if (!fill(s, rows[i].server->host, &host)) {
            return false;
        }
        set_one(protocols, rows[i].key, "host", host);
    }
    return true;
}

// https at its own port, which must not be written; of DAV a path, for an origin alone says nothing
// that could not be guessed. False: the endpoint cannot be said.
static bool endpoint_url(
    const struct subject *s, const struct endpoint *endpoint, bool is_dav, struct span *out)
{
    struct span url;
    struct span path;
    bool known =
        is_dav ? is_small(s, endpoint->url) && url_general(s->arena, endpoint->url, s->domain, &url)
               : fill(s, endpoint->url, &url);
    if (!known) {
        return false;
    }
    struct span authority = url_authority(url, &path);
    *out = url;
    return span_starts_with(url, SPAN("https://")) && !span_has(authority, ':') &&
           (!is_dav || path.len > 1);
}

static void set_endpoints(const struct subject *s, json_t *protocols)
{
    const struct {
        const char *key;
        const struct endpoint *endpoint; // NULL: none
        bool is_dav;                     // the path of all people will do
    } rows[] = {
        {"jmap", s->provider->jmap, false},
        {"caldav", s->provider->caldav, true},
        {"carddav", s->provider->carddav, true},
        {"webdav", s->provider->webdav, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span url;
        if (rows[i].endpoint != NULL && pacc_fits(&s->chosen, rows[i].endpoint) &&
            endpoint_url(s, rows[i].endpoint, rows[i].is_dav, &url)) {
            set_one(protocols, rows[i].key, "url", url);
        }
    }
}

// False: the issuer is not known.
static bool set_authentication(const struct subject *s, json_t *authentication)
{
    struct span issuer;
    if (s->chosen.oauth2) {
        if (!fill(s, s->provider->oauth2->issuer, &issuer)) {
            return false;
        }
        if (!span_starts_with(issuer, SPAN("https://"))) {
            issuer = arena_format(s->arena, "https://%.*s", SPAN_ARGS(issuer));
        }
        set_one(authentication, "oauth-public", "issuer", issuer);
    }
    json_answer_set(authentication, "password", json_boolean(s->chosen.password));
    return true;
}

// By the end of the URL's path; NULL: not known.
static const char *picture_type(struct span url)
{
    static const struct {
        const char *end;
        const char *type;
    } rows[] = {
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".gif", "image/gif"},
    };
    struct span rest;
    (void)!span_cut(url, '#', &url, &rest);
    (void)!span_cut(url, '?', &url, &rest);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span end = span_from_c(rows[i].end);
        if (url.len > end.len && span_equal_fold(span_from(url, url.len - end.len), end)) {
            return rows[i].type;
        }
    }
    return NULL;
}

static void set_logo(const struct subject *s, json_t *provider)
{
    const struct logo *logo = s->provider->logo;
    struct span url;
    const char *type = logo != NULL && fill(s, logo->url, &url) ? picture_type(url) : NULL;
    if (type != NULL) {
        json_t *logos = json_array();
        json_t *one = json_object();
        json_answer_set_text(one, "url", url);
        json_answer_set_text(one, "content-type", span_from_c(type));
        json_answer_append(logos, one);
        json_answer_set(provider, "logo", logos);
    }
}

// A name that only an address would complete is not told: the domain stands for it.
static void set_name(const struct subject *s, json_t *provider, const char *key,
    const struct pattern *name, size_t characters_max)
{
    struct span text;
    if (!fill(s, name, &text)) {
        text = s->domain.len != 0 ? s->domain : s->provider->id;
    }
    json_answer_set_text(provider, key, utf8_until(text, characters_max));
}

// "tel:+15550100"; empty: not a number that can be called from everywhere (RFC 3966 section 5.1.4).
static struct span phone_uri(struct arena *a, struct span phone)
{
    struct buffer out;
    size_t room = phone.len + sizeof "tel:+";
    buffer_init_fixed(&out, arena_alloc(a, room), room);
    buffer_add_c(&out, "tel:+");
    if (!span_starts_with(phone, SPAN("+"))) {
        return SPAN("");
    }
    for (size_t i = 1; i < phone.len; i++) {
        if (ascii_is_digit(phone.ptr[i])) {
            buffer_add_char(&out, phone.ptr[i]);
        } else if (!span_has(SPAN(" -./()"), phone.ptr[i])) {
            return SPAN("");
        }
    }
    return buffer_span(&out);
}

static struct span mail_uri(struct arena *a, struct span address)
{
    struct buffer out;
    size_t room = address.len * 3 + sizeof "mailto:"; // %XX a byte at worst
    buffer_init_fixed(&out, arena_alloc(a, room), room);
    buffer_add_c(&out, "mailto:");
    escape_uri(&out, address, true);
    return address.len == 0 ? SPAN("") : buffer_span(&out);
}

static void add_contact(json_t *contacts, struct span uri)
{
    if (uri.len != 0) {
        json_answer_append(contacts, json_stringn(uri.ptr, uri.len));
    }
}

static void set_unless_empty(json_t *object, const char *key, json_t *values)
{
    if (json_object_size(values) + json_array_size(values) != 0) {
        json_answer_set(object, key, values);
    } else {
        json_decref(values);
    }
}

static void set_help(const struct subject *s, json_t *info)
{
    const struct help_page *pages = s->provider->documentation.ptr;
    const struct support *support = s->provider->support;
    struct span url;
    json_t *help = json_object();
    json_t *contacts = json_array();
    if (s->provider->documentation.len != 0 && fill(s, pages[0].url, &url)) {
        json_answer_set_text(help, "documentation", url);
    }
    if (support != NULL) {
        add_contact(contacts, mail_uri(s->arena, support->email));
        add_contact(contacts, phone_uri(s->arena, support->phone));
        add_contact(contacts, fill(s, support->url, &url) ? url : SPAN(""));
    }
    set_unless_empty(help, "contact", contacts);
    set_unless_empty(info, "help", help);
}

// NULL: not all of it is known of this domain.
static json_t *describe(const struct subject *s)
{
    json_t *document = json_object();
    json_t *protocols = json_object();
    json_t *authentication = json_object();
    json_t *info = json_object();
    json_t *provider = json_object();
    json_answer_set(document, "protocols", protocols);
    json_answer_set(document, "authentication", authentication);
    json_answer_set(document, "info", info);
    json_answer_set(info, "provider", provider);
    if (!set_servers(s, protocols) || !set_authentication(s, authentication)) {
        json_decref(document);
        return NULL;
    }
    set_endpoints(s, protocols);
    set_name(s, provider, "name", s->provider->name, NAME_MAX_CHARACTERS);
    set_name(s, provider, "shortName", s->provider->short_name, SHORT_NAME_MAX_CHARACTERS);
    set_logo(s, provider);
    set_help(s, info);
    return document;
}

static void answer_match(const struct snapshot *snapshot, const struct request *request,
    const struct match *match, struct answer *answer)
{
    struct subject s = {
        .arena = request->arena,
        .provider = match->provider,
        .domain = match_filling(snapshot->index, match, NULL, request->arena).domain,
    };
    json_t *document = s.provider->pacc && pacc_choose(s.provider, &s.chosen) ? describe(&s) : NULL;
    if (document == NULL) {
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY,
            "the settings of this domain are not told in this form");
        return;
    }
    if (json_answer(answer, 200, RESULT_HIT, document)) {
        answer->content_type = "application/json"; // as the draft has it
        answer->cache = CACHE_PUBLIC;
        answer->max_age_s = s.provider->ttl_s;
    }
}

void pacc_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct match match;
    if (owner_find_by_host(snapshot, request, &match, answer)) {
        answer_match(snapshot, request, &match, answer);
    }
}

bool pacc_proof(
    struct arena *a, const struct snapshot *snapshot, struct span domain, struct span *out)
{
    struct buffer body;
    buffer_init(&body, ANSWER_MAX_BYTES);
    const struct request request = {
        .method = METHOD_GET,
        .host = arena_format(a, "ua-auto-config.%.*s", SPAN_ARGS(domain)),
        .arena = a,
    };
    struct answer answer = {.body = &body};
    pacc_answer(snapshot, &request, &answer);
    bool served = answer.status == 200;
    if (served) {
        struct span digest = identity_digest(a, buffer_span(&body));
        *out = arena_format(a, "v=UAAC1; a=sha256; d=%.*s", SPAN_ARGS(digest));
    }
    buffer_finish(&body);
    return served;
}
