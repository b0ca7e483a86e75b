// SPDX-License-Identifier: MIT
#include "answers/redirect.h"

#include "catalog/match.h"
#include "model/domain.h"

// The URL up to the path segment that a person's address begins in, for no address is known here.
// False: nothing of it but the scheme is left, or the domain is not known either.
static bool general_part(
    struct arena *a, const struct pattern *url, struct span domain, struct span *out)
{
    struct buffer text;
    struct span kept;
    struct span segment;
    size_t room = url->source.len + url->count * domain.len;
    buffer_init_fixed(&text, arena_alloc(a, room), room);
    for (size_t i = 0; i < url->count; i++) {
        const struct piece *piece = &url->pieces[i];
        switch (piece->kind) {
        case PIECE_LITERAL:
            buffer_add(&text, piece->text);
            break;
        case PIECE_DOMAIN:
            if (domain.len == 0) {
                return false;
            }
            buffer_add(&text, domain);
            break;
        case PIECE_ADDRESS:
        case PIECE_LOCALPART:
            kept = buffer_span(&text);
            (void)!span_cut(kept, '?', &kept, &segment); // a query goes with its path
            if (!span_cut_last(kept, '/', &kept, &segment) || span_ends_with(kept, SPAN("/"))) {
                return false;
            }
            *out = (struct span){kept.ptr, kept.len + 1}; // with its last '/'
            return true;
        }
    }
    *out = buffer_span(&text);
    return true;
}

// "https://Example.com:443/path" -> "Example.com:443", "/path"
static struct span url_authority(struct span url, struct span *path)
{
    struct span scheme;
    struct span rest = url;
    size_t end = 0;
    (void)!span_cut(url, ':', &scheme, &rest);
    rest = span_from(rest, span_starts_with(rest, SPAN("//")) ? 2 : 0);
    while (end < rest.len && rest.ptr[end] != '/') {
        end++;
    }
    *path = span_from(rest, end);
    return span_until(rest, end);
}

static struct span port_of(struct span authority)
{
    struct span host;
    struct span port = {NULL, 0};
    (void)!span_cut_last(authority, ':', &host, &port);
    return span_equal(port, SPAN("443")) ? SPAN("") : port; // https's own is as good as none
}

static bool is_itself(const struct request *request, struct span location)
{
    struct span path;
    struct span host;
    struct span authority = url_authority(location, &path);
    return span_equal(path, request->path) && domain_from_host(request->arena, authority, &host) &&
           span_equal(host, answer_host(request)) &&
           span_equal(port_of(authority), port_of(request->host));
}

// Finds the provider of the Host's domain; false: there is none, and that is answered.
static bool find_provider(const struct snapshot *snapshot, const struct request *request,
    struct match *match, struct answer *answer)
{
    struct span host = answer_host(request);
    bool prefixed;
    answer->domain = domain_without_prefix(host, &prefixed);
    switch (match_host(snapshot->index, host, match)) {
    case MATCH_FOUND:
        return true;
    case MATCH_DISABLED:
        answer_text(answer, 404, RESULT_DISABLED, "no configuration for this domain");
        return false;
    case MATCH_NONE:
        answer_text(answer, 404, RESULT_UNKNOWN_DOMAIN, "no configuration for this domain");
        return false;
    }
    return false;
}

static void redirect(const struct request *request, const struct match *match,
    const struct endpoint *endpoint, unsigned status, struct answer *answer)
{
    bool is_mx = match->kind == HIT_MX || match->kind == HIT_MX_WILDCARD;
    struct span domain = is_mx ? SPAN("") : match->domain; // an mx name is nobody's mail domain
    struct span location;
    if (endpoint == NULL || !general_part(request->arena, endpoint->url, domain, &location) ||
        is_itself(request, location)) {
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY, "this domain has no such service");
        return;
    }
    answer_text(answer, status, RESULT_HIT, "it is elsewhere");
    answer->cache = CACHE_PUBLIC;
    answer->max_age_s = match->provider->ttl_s;
    answer->location = location;
}

void redirect_caldav_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct match match;
    if (find_provider(snapshot, request, &match, answer)) {
        redirect(request, &match, match.provider->caldav, 301, answer);
    }
}

void redirect_carddav_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct match match;
    if (find_provider(snapshot, request, &match, answer)) {
        redirect(request, &match, match.provider->carddav, 301, answer);
    }
}

void redirect_jmap_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct match match;
    if (find_provider(snapshot, request, &match, answer)) {
        redirect(request, &match, match.provider->jmap, 307, answer);
    }
}
