// SPDX-License-Identifier: MIT
#include "answers/autodiscover_json.h"

#include "answers/autodiscover_view.h"
#include "answers/json_answer.h"
#include "answers/link.h"
#include "answers/owner.h"

// A request whose address is one of ours.
struct asked {
    const struct snapshot *snapshot;
    const struct request *request;
    struct outlook_user user;
};

// The XML answer of this daemon, unless it could name no settings.
static struct span autodiscover_url(const struct asked *asked)
{
    struct arena *a = asked->request->arena;
    struct autodiscover_view view;
    if (!autodiscover_view_fill(a, &asked->user, &view) &&
        asked->user.provider->activesync == NULL) {
        return SPAN("");
    }
    struct span base =
        link_base(asked->snapshot, asked->request, "autodiscover.", asked->user.address->domain);
    return arena_format(a, "%.*s/autodiscover/autodiscover.xml", SPAN_ARGS(base));
}

static struct span activesync_url(const struct asked *asked)
{
    const struct endpoint *activesync = asked->user.provider->activesync;
    return activesync == NULL
               ? SPAN("")
               : pattern_fill_url(asked->request->arena, activesync->url, &asked->user.filling);
}

static const struct protocol {
    const char *name;
    struct span (*url)(const struct asked *asked); // empty: the provider does not have it
} protocols[] = {
    {"AutodiscoverV1", autodiscover_url},
    {"ActiveSync", activesync_url},
};

static void answer_error(struct answer *answer, unsigned status, enum answer_result result,
    const char *code, struct span message)
{
    json_t *document = json_object();
    json_answer_set_text(document, "ErrorCode", span_from_c(code));
    json_answer_set_text(document, "ErrorMessage", message);
    (void)!json_answer(answer, status, result, document);
}

static void answer_bad_user(struct answer *answer, enum answer_result result)
{
    answer_error(
        answer, 400, result, "InvalidUserId", SPAN("The given user id is no mail address"));
}

static void answer_no_user(struct answer *answer, enum answer_result result)
{
    answer_error(answer, 404, result, "UserNotFound", SPAN("The given user id cannot be found"));
}

// "The given protocol value 'EWS' is invalid. Supported values are 'AutodiscoverV1'"; of what was
// given only letters and digits are said again.
static void answer_bad_protocol(const struct asked *asked, struct span given, struct answer *answer)
{
    struct buffer message;
    size_t room = given.len + 256; // the words
    size_t supported = 0;
    buffer_init_fixed(&message, arena_alloc(asked->request->arena, room), room);
    buffer_add_c(&message, "The given protocol value '");
    for (size_t i = 0; i < given.len; i++) {
        if (ascii_is_alnum(given.ptr[i])) {
            buffer_add_char(&message, given.ptr[i]);
        }
    }
    buffer_add_c(&message, "' is invalid");
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        if (protocols[i].url(asked).len != 0) {
            buffer_add_c(&message, supported == 0 ? ". Supported values are '" : ",");
            buffer_add_c(&message, protocols[i].name);
            supported++;
        }
    }
    buffer_add_c(&message, supported == 0 ? "" : "'");
    answer_error(answer, 400, RESULT_NOTHING_TO_SAY, "InvalidProtocol", buffer_span(&message));
}

static void answer_protocol(const struct asked *asked, struct span given, struct answer *answer)
{
    const struct provider *provider = asked->user.provider;
    if (!provider->outlook.enabled || !provider->outlook.json) {
        answer_no_user(answer, RESULT_NOTHING_TO_SAY);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        struct span name = span_from_c(protocols[i].name);
        struct span url =
            span_equal_fold(given, name) ? protocols[i].url(asked) : (struct span){NULL, 0};
        if (url.len != 0) {
            json_t *document = json_object();
            json_answer_set_text(document, "Protocol", name);
            json_answer_set_text(document, "Url", url);
            if (json_answer(answer, 200, RESULT_HIT, document)) {
                answer->cache = CACHE_PRIVATE_NO_STORE;
            }
            return;
        }
    }
    answer_bad_protocol(asked, given, answer);
}

// The address at the end of the path, else that of the query.
static struct span given_address(const struct request *request, const struct parameters *parameters)
{
    struct span start = SPAN("/autodiscover/autodiscover.json/v1.0/");
    if (span_starts_with_fold(request->path, start) && request->path.len > start.len) {
        return span_from(request->path, start.len);
    }
    return parameters_find_address(parameters, "email");
}

void autodiscover_json_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct arena *a = request->arena;
    struct parameters parameters;
    struct address address;
    struct match match;
    if (!parameters_parse(a, request->query, PARAMETERS_QUERY, &parameters)) {
        answer_bad_user(answer, RESULT_BAD_REQUEST);
        return;
    }
    struct span protocol = parameters_find(&parameters, "protocol");
    struct span given = given_address(request, &parameters);
    if (protocol.len == 0) {
        answer_error(answer, 400, RESULT_BAD_REQUEST, "MandatoryParameterMissing",
            SPAN("A valid value must be provided for the query parameter 'Protocol'"));
        return;
    }
    if (!owner_parse(request, given, &address, answer)) {
        answer_bad_user(answer, given.len == 0 ? RESULT_NO_ADDRESS : RESULT_BAD_ADDRESS);
        return;
    }
    switch (match_domain(snapshot->index, address.domain, answer_host(request), &match)) {
    case MATCH_NONE:
        answer_no_user(answer, RESULT_UNKNOWN_DOMAIN);
        return;
    case MATCH_DISABLED:
        answer_no_user(answer, RESULT_DISABLED);
        return;
    case MATCH_FOUND:
        break;
    }
    struct filling filling = match_filling(snapshot->index, &match, &address, a);
    struct asked asked = {snapshot, request, {match.provider, &address, filling}};
    answer_protocol(&asked, protocol, answer);
}
