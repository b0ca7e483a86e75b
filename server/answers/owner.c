// SPDX-License-Identifier: MIT
#include "answers/owner.h"

#include "model/domain.h"

bool owner_parse(
    const struct request *request, struct span text, struct address *out, struct answer *answer)
{
    const char *why;
    if (!address_parse(request->arena, text, out, &why)) {
        return false;
    }
    answer->domain = out->domain;
    answer->address = out->whole;
    return true;
}

bool owner_is_served(enum match_result found, enum answer_result unknown, struct answer *answer)
{
    if (found != MATCH_FOUND) {
        answer_text(answer, 404, found == MATCH_DISABLED ? RESULT_DISABLED : unknown,
            "no configuration for this domain");
    }
    return found == MATCH_FOUND;
}

bool owner_find_by_host(const struct snapshot *snapshot, const struct request *request,
    struct match *match, struct answer *answer)
{
    struct span host = answer_host(request);
    bool prefixed;
    answer->domain = domain_without_prefix(host, &prefixed);
    return owner_is_served(match_host(snapshot->index, host, match), RESULT_UNKNOWN_DOMAIN, answer);
}

bool owner_find(const struct snapshot *snapshot, const struct request *request, struct span text,
    struct owner *out, struct answer *answer)
{
    if (!owner_parse(request, text, &out->address, answer)) {
        answer_text(answer, 400, RESULT_BAD_ADDRESS, "this is not a mail address");
        return false;
    }
    if (!owner_is_served(
            match_domain(snapshot->index, out->address.domain, answer_host(request), &out->match),
            RESULT_UNKNOWN_DOMAIN, answer)) {
        return false;
    }
    out->filling = match_filling(snapshot->index, &out->match, &out->address, request->arena);
    return true;
}

bool owner_read(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, struct owner *out, struct answer *answer)
{
    struct span given = parameters_find_email(parameters);
    if (given.len == 0) {
        answer_text(answer, 400, RESULT_NO_ADDRESS, "a mail address is needed: ?email=");
        return false;
    }
    return owner_find(snapshot, request, given, out, answer);
}
