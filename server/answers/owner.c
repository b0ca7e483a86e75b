// SPDX-License-Identifier: MIT
#include "answers/owner.h"

bool owner_find(const struct snapshot *snapshot, const struct request *request, struct span text,
    struct owner *out, struct answer *answer)
{
    const char *why;
    if (!address_parse(request->arena, text, &out->address, &why)) {
        answer_text(answer, 400, RESULT_BAD_ADDRESS, "this is not a mail address");
        return false;
    }
    answer->domain = out->address.domain;
    answer->address = out->address.whole;
    switch (match_domain(snapshot->index, out->address.domain, answer_host(request), &out->match)) {
    case MATCH_FOUND:
        out->filling = match_filling(snapshot->index, &out->match, &out->address, request->arena);
        return true;
    case MATCH_DISABLED:
        answer_text(answer, 404, RESULT_DISABLED, "no configuration for this domain");
        break;
    case MATCH_NONE:
        answer_text(answer, 404, RESULT_UNKNOWN_DOMAIN, "no configuration for this domain");
        break;
    }
    return false;
}

bool owner_read(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, struct owner *out, struct answer *answer)
{
    struct span given = parameters_find_address(parameters, "email");
    if (given.len == 0) {
        given = parameters_find_address(parameters, "emailaddress");
    }
    if (given.len == 0) {
        answer_text(answer, 400, RESULT_NO_ADDRESS, "a mail address is needed: ?email=");
        return false;
    }
    return owner_find(snapshot, request, given, out, answer);
}
