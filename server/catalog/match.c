// SPDX-License-Identifier: MIT
#include "catalog/match.h"

#include "model/domain.h"

static enum match_result hit(const struct hit *found, struct span domain, struct match *out)
{
    *out = (struct match){found->provider, found->kind, domain, found->owner};
    return found->provider->enabled ? MATCH_FOUND : MATCH_DISABLED;
}

enum match_result match_name(const struct index *index, struct span name, struct match *out)
{
    struct hit found;
    return index_find(index, name, &found) ? hit(&found, name, out) : MATCH_NONE;
}

enum match_result match_domain(
    const struct index *index, struct span domain, struct span host, struct match *out)
{
    enum match_result result = match_name(index, domain, out);
    struct hit any;
    bool prefixed;
    // "*" answers only where the domain's owner has pointed its own name at us.
    if (result == MATCH_NONE && index_any(index, &any) &&
        span_equal(domain_without_prefix(host, &prefixed), domain) && prefixed) {
        result = hit(&any, domain, out);
    }
    return result;
}

enum match_result match_host(const struct index *index, struct span host, struct match *out)
{
    bool prefixed;
    if (host.len == 0) {
        return MATCH_NONE;
    }
    return match_domain(index, domain_without_prefix(host, &prefixed), host, out);
}

enum match_result match_customer(
    const struct index *index, struct span domain, struct span host, struct match *out)
{
    enum match_result result = match_domain(index, domain, host, out);
    bool prefixed;
    struct span provider_name = domain_without_prefix(host, &prefixed);
    struct match asked;
    if (result == MATCH_NONE && prefixed && span_starts_with(host, SPAN("autoconfig.")) &&
        match_name(index, provider_name, &asked) == MATCH_FOUND) {
        *out = (struct match){asked.provider, HIT_ANY, domain, asked.owner};
        result = MATCH_FOUND;
    }
    return result;
}

struct filling match_filling(const struct index *index, const struct match *match,
    const struct address *address, struct arena *a)
{
    if (address == NULL) {
        // An mx name is no one's mail domain: what a client knows better stays its own to fill in.
        return (struct filling){.domain = hit_is_mx(match->kind) ? SPAN("") : match->domain};
    }
    return (struct filling){
        .address = address->whole,
        .local = address->local,
        .domain = address->domain,
        .login =
            index_size(index).logins == 0 ? NULL : index_login(index, address_folded(a, address)),
    };
}
