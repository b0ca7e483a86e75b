// SPDX-License-Identifier: MIT
#include "answers/redirect.h"

#include "answers/owner.h"
#include "answers/url.h"
#include "base/limits.h"
#include "model/domain.h"

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

static void redirect(const struct request *request, const struct match *match,
    const struct endpoint *endpoint, unsigned status, struct answer *answer)
{
    // An mx name is nobody's mail domain.
    struct span domain = hit_is_mx(match->kind) ? SPAN("") : match->domain;
    struct span location;
    if (endpoint == NULL || !url_general(request->arena, endpoint->url, domain, &location) ||
        is_itself(request, location)) {
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY, "this domain has no such service");
        return;
    }
    if (location.len > LOCATION_MAX_BYTES) {
        answer_text(answer, 500, RESULT_FAILED, "the URL of this service is too long");
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
    if (owner_find_by_host(snapshot, request, &match, answer)) {
        redirect(request, &match, match.provider->caldav, 301, answer);
    }
}

void redirect_carddav_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct match match;
    if (owner_find_by_host(snapshot, request, &match, answer)) {
        redirect(request, &match, match.provider->carddav, 301, answer);
    }
}

void redirect_jmap_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct match match;
    if (owner_find_by_host(snapshot, request, &match, answer)) {
        redirect(request, &match, match.provider->jmap, 307, answer);
    }
}
