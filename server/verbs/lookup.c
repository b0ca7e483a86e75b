// SPDX-License-Identifier: MIT
#include "verbs/lookup.h"

#include "model/domain.h"
#include "verbs/verb.h"

bool lookup_domain(struct arena *a, const struct snapshot *s, struct span text, bool disabled_too,
    struct match *out)
{
    struct span domain;
    const char *why;
    if (!domain_normalize(a, text, &domain, &why)) {
        (void)verb_fail(EXIT_WRONG, "'%.*s' is not a domain: %s", SPAN_ARGS(text), why);
        return false;
    }
    struct span host = arena_format(a, "autoconfig.%.*s", SPAN_ARGS(domain));
    enum match_result result = match_domain(s->index, domain, host, out);
    if (result == MATCH_FOUND || (result == MATCH_DISABLED && disabled_too)) {
        return true;
    }
    (void)verb_fail(EXIT_WRONG, "%.*s is %s", SPAN_ARGS(domain),
        result == MATCH_DISABLED ? "switched off (enabled: false)" : "not served");
    return false;
}
