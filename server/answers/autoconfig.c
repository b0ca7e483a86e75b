// SPDX-License-Identifier: MIT
#include "answers/autoconfig.h"

#include "answers/owner.h"
#include "answers/servers.h"
#include "catalog/match.h"
#include "model/domain.h"
#include "template/render.h"

enum { URL_SERVERS_MAX = 4 };

static const struct list nothing = {NULL, 0};

struct autoconfig_view {
    const struct provider *provider;
    struct span id;
    struct list domains;        // struct span
    struct list incoming, smtp; // struct listed_server
    const struct endpoint *caldav, *carddav;
    bool oauth2;             // all of it is there that must be
    struct span scope;       // the first, and
    struct list more_scopes; // the others (struct span): the template writes a blank before each
    // From here on in version 1.2 only, URL servers when asked for.
    struct list mx;   // struct span
    struct list urls; // struct endpoint
    const struct endpoint *webdav, *matrix;
    struct list xmpp, managesieve; // struct listed_server
    bool client;                   // the OAuth2 client is told
};

static const struct field autoconfig_fields[] = {
    {"provider", FIELD_RECORD, AT(autoconfig_view, provider), .record = &provider_record},
    {"id", FIELD_TEXT, AT(autoconfig_view, id)},
    {"domains", FIELD_SPANS, AT(autoconfig_view, domains), .record = &span_record},
    {"incoming", FIELD_RECORDS, AT(autoconfig_view, incoming), .record = &listed_server_record},
    {"smtp", FIELD_RECORDS, AT(autoconfig_view, smtp), .record = &listed_server_record},
    {"caldav", FIELD_RECORD, AT(autoconfig_view, caldav), .record = &endpoint_record},
    {"carddav", FIELD_RECORD, AT(autoconfig_view, carddav), .record = &endpoint_record},
    {"oauth2", FIELD_BOOL, AT(autoconfig_view, oauth2)},
    {"scope", FIELD_TEXT, AT(autoconfig_view, scope)},
    {"more_scopes", FIELD_SPANS, AT(autoconfig_view, more_scopes), .record = &span_record},
    {"mx", FIELD_SPANS, AT(autoconfig_view, mx), .record = &span_record},
    {"urls", FIELD_RECORDS, AT(autoconfig_view, urls), .record = &endpoint_record},
    {"webdav", FIELD_RECORD, AT(autoconfig_view, webdav), .record = &endpoint_record},
    {"matrix", FIELD_RECORD, AT(autoconfig_view, matrix), .record = &endpoint_record},
    {"xmpp", FIELD_RECORDS, AT(autoconfig_view, xmpp), .record = &listed_server_record},
    {"managesieve", FIELD_RECORDS, AT(autoconfig_view, managesieve),
        .record = &listed_server_record},
    {"client", FIELD_BOOL, AT(autoconfig_view, client)},
};

const struct record autoconfig_record = {
    RECORD("an autoconfig answer", autoconfig_fields, autoconfig_view)};

// The next of `names` that is no wildcard, from *at on. NULL: there is none.
static const struct span *next_exact(const struct list *names, size_t *at)
{
    const struct name *all = names->ptr;
    while (*at < names->len) {
        const struct span *text = &all[(*at)++].text;
        if (!span_has(*text, '*')) {
            return text;
        }
    }
    return NULL;
}

// The exact names of `names`, at most DOMAINS_LISTED_MAX, with room for one more.
static struct list exact_names(struct arena *a, const struct list *names)
{
    size_t room = names->len < DOMAINS_LISTED_MAX ? names->len : DOMAINS_LISTED_MAX;
    struct span *exact = arena_array(a, room + 1, sizeof *exact);
    size_t len = 0;
    size_t at = 0;
    for (const struct span *one = next_exact(names, &at); one != NULL && len < room;
         one = next_exact(names, &at)) {
        exact[len++] = *one;
    }
    return (struct list){exact, len};
}

// Clients check that there is a domain, and one day perhaps that it is their own. An mx name is
// nobody's domain, so it is listed only where there is no other.
static bool lists_domain_asked(const struct match *match)
{
    const struct list *domains = &match->provider->domains;
    bool is_mx = hit_is_mx(match->kind);
    size_t at = 0;
    for (size_t listed = 0; listed < DOMAINS_LISTED_MAX; listed++) {
        const struct span *one = next_exact(domains, &at);
        if (one == NULL) {
            return true;
        }
        if (is_mx || span_equal(*one, match->domain)) {
            return false; // there is another, or it is there
        }
    }
    return true;
}

static struct list domains_listed(
    struct arena *a, const struct provider *provider, const struct match *match)
{
    struct list listed = exact_names(a, &provider->domains);
    struct span *names = listed.ptr;
    if (lists_domain_asked(match)) {
        names[listed.len++] = match->domain;
    }
    return listed;
}

static void view_oauth2(struct autoconfig_view *view, const struct oauth2 *oauth2)
{
    if (oauth2 == NULL || oauth2->issuer == NULL || oauth2->auth_url == NULL ||
        oauth2->token_url == NULL || oauth2->scopes.len == 0) {
        return; // clients that read it want all four
    }
    struct span *scopes = oauth2->scopes.ptr;
    view->oauth2 = true;
    view->scope = scopes[0];
    view->more_scopes = (struct list){scopes + 1, oauth2->scopes.len - 1};
}

static struct list servers_of(struct arena *a, const struct list *one, const struct list *other)
{
    struct list listed = {
        arena_array(a, servers_room(one) + servers_room(other), sizeof(struct listed_server)), 0};
    servers_list(&listed, one, WORDS_AUTOCONFIG);
    servers_list(&listed, other, WORDS_AUTOCONFIG);
    return listed;
}

static void view_version_1_2(
    struct autoconfig_view *view, struct arena *a, const struct provider *provider)
{
    const struct endpoint *const behind_urls[URL_SERVERS_MAX] = {
        provider->jmap, provider->ews, provider->activesync, provider->graph};
    view->mx = exact_names(a, &provider->mx);
    view->webdav = endpoint_listed(a, provider->webdav, WORDS_AUTOCONFIG);
    view->matrix = endpoint_listed(a, provider->matrix, WORDS_AUTOCONFIG);
    view->xmpp = servers_of(a, &provider->xmpp, &nothing);
    view->managesieve = servers_of(a, &provider->managesieve, &nothing);
    view->client = true;
    if (provider->autoconfig.url_servers) {
        struct endpoint *urls = arena_array(a, URL_SERVERS_MAX, sizeof *urls);
        view->urls.ptr = urls;
        for (size_t i = 0; i < URL_SERVERS_MAX; i++) {
            const struct endpoint *listed = endpoint_listed(a, behind_urls[i], WORDS_AUTOCONFIG);
            if (listed != NULL) {
                urls[view->urls.len++] = *listed;
            }
        }
    }
}

static struct autoconfig_view make_view(struct arena *a, const struct match *match)
{
    const struct provider *provider = match->provider;
    struct autoconfig_view view = {
        .provider = provider,
        .id = provider->id.len != 0 ? provider->id : match->domain,
        .domains = domains_listed(a, provider, match),
        .incoming = servers_of(a, &provider->imap, &provider->pop3),
        .smtp = servers_of(a, &provider->smtp, &nothing),
        .caldav = endpoint_listed(a, provider->caldav, WORDS_AUTOCONFIG),
        .carddav = endpoint_listed(a, provider->carddav, WORDS_AUTOCONFIG),
    };
    view_oauth2(&view, provider->oauth2);
    if (provider->autoconfig.version == AUTOCONFIG_1_2) {
        view_version_1_2(&view, a, provider);
    }
    return view;
}

// An answer depends on its request in the address and the domain asked for only, so each provider's
// is rendered ahead, twice: as it is for its own domains, and with the domain asked for added.
static const struct draft **draft_for(
    const struct snapshot *snapshot, uint32_t owner, bool with_domain_asked)
{
    bool has_any = snapshot->drafts != NULL && owner < DRAFTS_MAX;
    return has_any ? &snapshot->drafts[2 * owner + with_domain_asked] : NULL;
}

void autoconfig_prepare(struct snapshot *snapshot)
{
    static const char somewhere[] = "asked.invalid"; // what begins here is the domain asked for
    const struct span asked = {somewhere, sizeof somewhere - 1};
    size_t owners = index_owner_count(snapshot->index);
    size_t count = owners < DRAFTS_MAX ? owners : DRAFTS_MAX;
    const struct program *program = snapshot->programs[TEMPLATE_AUTOCONFIG];
    snapshot->drafts = arena_array(&snapshot->arena, 2 * count, sizeof *snapshot->drafts);
    for (uint32_t owner = 0; owner < count; owner++) {
        const struct provider *provider = index_owner(snapshot->index, owner);
        // A wildcard's hit is for a domain that is not listed, an mx name's is not to be.
        const enum hit_kind kinds[] = {HIT_MX, HIT_WILDCARD};
        for (size_t i = 0; i < COUNT_OF(kinds); i++) {
            struct arena scratch;
            arena_init(&scratch);
            const struct match match = {provider, kinds[i], asked, owner};
            const struct autoconfig_view view = make_view(&scratch, &match);
            bool with_asked = lists_domain_asked(&match);
            if (view.incoming.len + view.urls.len != 0) {
                *draft_for(snapshot, owner, with_asked) =
                    draft_make(&snapshot->arena, program, &view, 0, asked);
            }
            arena_finish(&scratch);
        }
    }
}

static bool write_draft(const struct snapshot *snapshot, const struct match *match,
    const struct filling *filling, struct buffer *out)
{
    const struct draft **draft = draft_for(snapshot, match->owner, lists_domain_asked(match));
    if (draft == NULL || *draft == NULL || filling->login != NULL) {
        return false;
    }
    draft_write(*draft, filling, match->domain, out);
    return true;
}

static void answer_match(const struct snapshot *snapshot, const struct request *request,
    const struct match *match, const struct filling *filling, struct answer *answer)
{
    if (!write_draft(snapshot, match, filling, answer->body)) {
        struct autoconfig_view view = make_view(request->arena, match);
        if (view.incoming.len + view.urls.len == 0) {
            answer_text(answer, 404, RESULT_NOTHING_TO_SAY, "nothing to tell of this domain");
            return;
        }
        template_render(snapshot->programs[TEMPLATE_AUTOCONFIG], &view, filling, 0, answer->body);
    }
    if (!buffer_ok(answer->body)) {
        answer_too_large(answer);
        return;
    }
    answer->status = 200;
    answer->content_type = "text/xml; charset=utf-8";
    answer->max_age_s = match->provider->ttl_s;
    answer->result = RESULT_HIT;
}

static void answer_by_address(const struct snapshot *snapshot, const struct request *request,
    struct span given, struct span host, struct answer *answer)
{
    struct arena *a = request->arena;
    struct address address;
    struct match match;
    if (!owner_parse(request, given, &address, answer)) {
        answer_text(answer, 400, RESULT_BAD_ADDRESS, "this is not a mail address");
        return;
    }
    if (!owner_is_served(match_customer(snapshot->index, address.domain, host, &match),
            RESULT_UNKNOWN_DOMAIN, answer)) {
        return;
    }
    struct filling filling;
    if (match.provider->autoconfig.fill) {
        filling = match_filling(snapshot->index, &match, &address, a);
        answer->cache = filling.login != NULL ? CACHE_PRIVATE_NO_STORE : CACHE_PRIVATE;
    } else {
        // The same for all people of the domain, and so for all who ask the domain's own host.
        bool prefixed;
        filling = match_filling(snapshot->index, &match, NULL, a);
        answer->cache = span_equal(domain_without_prefix(host, &prefixed), address.domain)
                            ? CACHE_PUBLIC
                            : CACHE_PRIVATE;
    }
    answer_match(snapshot, request, &match, &filling, answer);
}

static void answer_by_domain(const struct snapshot *snapshot, const struct request *request,
    enum match_result result, const struct match *match, struct answer *answer)
{
    if (!owner_is_served(result, answer->result, answer)) {
        return;
    }
    struct filling filling = match_filling(snapshot->index, match, NULL, request->arena);
    answer->cache = CACHE_PUBLIC;
    answer_match(snapshot, request, match, &filling, answer);
}

void autoconfig_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct parameters parameters;
    if (!parameters_parse(request->arena, request->query, PARAMETERS_QUERY, &parameters)) {
        answer_text(answer, 400, RESULT_BAD_REQUEST, "malformed query");
        return;
    }
    struct span host = answer_host(request);
    struct span given = parameters_find_address(&parameters, "emailaddress");
    if (given.len != 0) {
        answer_by_address(snapshot, request, given, host, answer);
        return;
    }
    struct match match;
    bool prefixed;
    answer->domain = domain_without_prefix(host, &prefixed);
    answer->result = RESULT_NO_ADDRESS;
    answer_by_domain(snapshot, request, match_host(snapshot->index, host, &match), &match, answer);
}

void autoconfig_ispdb_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct span start = SPAN("/v1.1/");
    struct span name;
    struct match match;
    const char *why;
    if (!span_starts_with(request->path, start) ||
        !domain_normalize(request->arena, span_from(request->path, start.len), &name, &why)) {
        (void)!owner_is_served(MATCH_NONE, RESULT_BAD_REQUEST, answer);
        return;
    }
    answer->domain = name;
    answer->result = RESULT_UNKNOWN_DOMAIN;
    answer_by_domain(snapshot, request, match_name(snapshot->index, name, &match), &match, answer);
}
