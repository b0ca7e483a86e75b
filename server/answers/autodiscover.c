// SPDX-License-Identifier: MIT
#include "answers/autodiscover.h"

#include "answers/autodiscover_body.h"
#include "answers/autodiscover_view.h"
#include "answers/owner.h"
#include "model/domain.h"

enum {
    SECOND_US = 1000 * 1000,
    DAY_S = 24 * 60 * 60,
    SERVER_ID = 1240996540, // any number: replicas do not differ (FNV-1a of "autoconfigd")
};

enum error_code {
    ERROR_NOT_FOUND = 500,
    ERROR_NOTHING_TO_SAY = 501,
    ERROR_BAD_REQUEST = 600,
    ERROR_OTHER_TYPE = 601,
    ERROR_CONFIGURATION = 602,
};

struct mobilesync_view {
    struct span address;
    const struct pattern *url;
};

struct error_view {
    uint32_t code, id;
    struct span time, message;
};

static const struct field mobilesync_fields[] = {
    {"address", FIELD_TEXT, AT(mobilesync_view, address)},
    {"url", FIELD_URL, AT(mobilesync_view, url)},
};
const struct record mobilesync_record = {
    RECORD("a mobilesync answer", mobilesync_fields, mobilesync_view)};

static const struct field error_fields[] = {
    {"code", FIELD_NUMBER, AT(error_view, code)},
    {"id", FIELD_NUMBER, AT(error_view, id)},
    {"time", FIELD_TEXT, AT(error_view, time)},
    {"message", FIELD_TEXT, AT(error_view, message)},
};
const struct record autodiscover_error_record = {
    RECORD("an Autodiscover error", error_fields, error_view)};

// What is asked, as far as it is found out.
struct asked {
    const struct snapshot *snapshot;
    const struct request *request;
    struct answer *answer;
    enum autodiscover_schema schema;
    struct address address;
    bool by_address; // else by the Host
    struct match match;
};

// "09:41:07.2500000": the time of day, with the digits that Exchange writes.
static struct span time_of_day(struct arena *a, int64_t time_us)
{
    int64_t second = time_us / SECOND_US % DAY_S;
    return arena_format(a, "%02d:%02d:%02d.%06d0", (int)(second / 3600), (int)(second / 60 % 60),
        (int)(second % 60), (int)(time_us % SECOND_US));
}

static void answer_error(const struct asked *asked, enum error_code code, enum answer_result result)
{
    struct error_view view = {
        .code = code,
        .id = SERVER_ID,
        .time = time_of_day(asked->request->arena, asked->request->time_us),
    };
    switch (code) {
    case ERROR_NOT_FOUND:
        view.message = SPAN("The email address can't be found."); // exchangelib knows this wording
        break;
    case ERROR_NOTHING_TO_SAY:
        view.message = SPAN("No settings are available for this email address.");
        break;
    case ERROR_BAD_REQUEST:
        view.message = SPAN("Invalid Request");
        break;
    case ERROR_OTHER_TYPE:
        view.message = SPAN("The requested type of settings is not available.");
        break;
    case ERROR_CONFIGURATION:
        view.message = SPAN("The settings of this email address cannot be told.");
        break;
    }
    struct answer *answer = asked->answer;
    struct filling nothing = {0};
    answer->status = 200;
    answer->content_type = "text/xml; charset=utf-8";
    answer->cache = CACHE_PRIVATE_NO_STORE;
    answer->result = result;
    (void)!answer_render(asked->snapshot, TEMPLATE_AUTODISCOVER_ERROR, &view, &nothing, 0, answer);
}

static void answer_view(const struct asked *asked, const struct outlook_user *user,
    enum template_id id, const void *view)
{
    struct answer *answer = asked->answer;
    answer->status = 200;
    answer->content_type = "text/xml; charset=utf-8";
    answer->cache = CACHE_PRIVATE_NO_STORE;
    answer->result = RESULT_HIT;
    if (!answer_render(asked->snapshot, id, view, &user->filling, 0, answer)) {
        answer_error(asked, ERROR_CONFIGURATION, RESULT_FAILED);
    }
}

static void answer_outlook(const struct asked *asked, const struct outlook_user *user)
{
    struct autodiscover_view view;
    if (!autodiscover_view_fill(asked->request->arena, user, &view)) {
        answer_error(asked, ERROR_NOTHING_TO_SAY, RESULT_NOTHING_TO_SAY);
        return;
    }
    answer_view(asked, user, TEMPLATE_AUTODISCOVER, &view);
}

static void answer_mobilesync(const struct asked *asked, const struct outlook_user *user)
{
    if (user->provider->activesync == NULL || !user->provider->outlook.enabled) {
        answer_error(asked, ERROR_OTHER_TYPE, RESULT_NOTHING_TO_SAY);
        return;
    }
    struct mobilesync_view view = {asked->address.whole, user->provider->activesync->url};
    answer_view(asked, user, TEMPLATE_AUTODISCOVER_MOBILESYNC, &view);
}

static void answer_match(const struct asked *asked, enum match_result result)
{
    switch (result) {
    case MATCH_NONE:
        if (asked->by_address) {
            answer_error(asked, ERROR_NOT_FOUND, RESULT_UNKNOWN_DOMAIN);
        } else {
            answer_error(asked, ERROR_BAD_REQUEST, RESULT_NO_ADDRESS);
        }
        return;
    case MATCH_DISABLED:
        answer_error(asked, ERROR_NOT_FOUND, RESULT_DISABLED);
        return;
    case MATCH_FOUND:
        break;
    }
    const struct address *address = asked->by_address ? &asked->address : NULL;
    struct outlook_user user = {asked->match.provider, address,
        match_filling(asked->snapshot->index, &asked->match, address, asked->request->arena)};
    switch (asked->schema) {
    case AUTODISCOVER_OUTLOOK:
        answer_outlook(asked, &user);
        break;
    case AUTODISCOVER_MOBILESYNC:
        answer_mobilesync(asked, &user);
        break;
    case AUTODISCOVER_UNKNOWN:
        answer_error(asked, ERROR_OTHER_TYPE, RESULT_NOTHING_TO_SAY);
        break;
    }
}

// Outlook's last step is a GET over plain http, only to be told where https is.
static void answer_redirect(const struct request *request, struct answer *answer)
{
    struct span base = request->public_url;
    if (base.len == 0) {
        base = arena_format(request->arena, "https://%.*s", SPAN_ARGS(answer_host(request)));
    }
    answer_text(answer, 302, RESULT_HIT, "ask again over https");
    answer->cache = CACHE_PRIVATE_NO_STORE;
    answer->location =
        arena_format(request->arena, "%.*s/autodiscover/autodiscover.xml", SPAN_ARGS(base));
}

// The address asked for, empty where there is none. False: the request cannot be read.
static bool read_request(struct asked *asked, struct span *given)
{
    const struct request *request = asked->request;
    if (request->method == METHOD_POST) {
        struct autodiscover_request body;
        if (!autodiscover_body_parse(request->arena, request->body, &body)) {
            return false;
        }
        *given = body.address;
        asked->schema = body.schema;
        return true;
    }
    struct parameters parameters;
    if (!parameters_parse(request->arena, request->query, PARAMETERS_QUERY, &parameters)) {
        return false;
    }
    *given = parameters_find_email(&parameters);
    return true;
}

void autodiscover_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct asked asked = {.snapshot = snapshot, .request = request, .answer = answer};
    struct span host = answer_host(request);
    struct span given;
    if (request->plain_http && (request->public_url.len != 0 || host.len != 0)) {
        answer_redirect(request, answer);
        return;
    }
    if (!read_request(&asked, &given)) {
        answer_error(&asked, ERROR_BAD_REQUEST, RESULT_BAD_REQUEST);
        return;
    }
    if (given.len == 0 && request->method == METHOD_POST) {
        answer_error(&asked, ERROR_BAD_REQUEST, RESULT_NO_ADDRESS);
        return;
    }
    if (given.len == 0) {
        bool prefixed;
        answer->domain = domain_without_prefix(host, &prefixed);
        answer_match(&asked, match_host(snapshot->index, host, &asked.match));
        return;
    }
    if (!owner_parse(request, given, &asked.address, answer)) {
        answer_error(&asked, ERROR_BAD_REQUEST, RESULT_BAD_ADDRESS);
        return;
    }
    asked.by_address = true;
    answer_match(&asked, match_domain(snapshot->index, asked.address.domain, host, &asked.match));
}
