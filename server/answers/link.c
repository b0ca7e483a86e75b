// SPDX-License-Identifier: MIT
#include "answers/link.h"

#include "catalog/match.h"

struct span link_base(const struct snapshot *snapshot, const struct request *request,
    const char *label, struct span domain)
{
    struct span host = answer_host(request);
    struct match match;
    if (request->public_url.len != 0) {
        return request->public_url;
    }
    // "*" serves every name, so there only the domain's own Host counts.
    if (match_host(snapshot->index, host, &match) == MATCH_FOUND &&
        (match.kind != HIT_ANY || span_equal(match.domain, domain))) {
        return arena_format(request->arena, "https://%.*s", SPAN_ARGS(host));
    }
    return arena_format(request->arena, "https://%s%.*s", label, SPAN_ARGS(domain));
}
