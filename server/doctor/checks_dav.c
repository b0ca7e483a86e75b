// SPDX-License-Identifier: MIT
#include "doctor/checks.h"
#include "doctor/describe.h"

static const struct {
    enum question secure, plain;
    const char *what;
} rows[DAV_COUNT] = {
    [DAV_CALENDARS] = {QUESTION_CALDAV, QUESTION_CALDAV_HTTP, "calendars"},
    [DAV_CONTACTS] = {QUESTION_CARDDAV, QUESTION_CARDDAV_HTTP, "contacts"},
};

static unsigned status_of(const struct answer *answer)
{
    const struct hop *last = answer->hop_count == 0 ? NULL : &answer->hops[answer->hop_count - 1];
    return last == NULL || !last->named || last->fetch.result != FETCH_ANSWERED
               ? 0
               : last->fetch.status;
}

// Who asks without a password is asked for one, or told what everybody may know (RFC 4918).
static bool is_dav(const struct answer *answer)
{
    unsigned status = status_of(answer);
    return status == 401 || status == 207;
}

// The domain's web server says the same, or sends as far away, whatever it is asked for.
static bool is_for_all(const struct visit *v, const struct answer *answer)
{
    const struct answer *other = &v->answers[QUESTION_NO_SUCH_PATH_DOMAIN];
    return status_of(answer) == status_of(other) && answer->hop_count == other->hop_count;
}

static void check_one(const struct visit *v, struct findings *f, enum dav dav)
{
    const struct answer *secure = &v->answers[rows[dav].secure];
    const struct answer *plain = &v->answers[rows[dav].plain];
    const struct lookup *srv = v->dav[dav].srv;
    const struct lookup *plain_srv = v->dav[dav].plain_srv;
    const char *what = rows[dav].what;
    bool named = srv->count != 0;
    if (plain_srv->count != 0 && plain_srv->records[0].name.len != 0 && !named) {
        finding_add(f, CHECK_DAV_HTTP_ONLY, plain_srv->name, "names %.*s; %.*s is not there",
            SPAN_ARGS(plain_srv->records[0].name), SPAN_ARGS(srv->name));
    }
    if (secure->hop_count == 0) { // said to be nowhere
        return;
    }
    struct span url = secure->hops[0].fetch.url;
    struct span told = describe_answer(v, secure);
    bool led = secure->hop_count > 1;
    if (is_dav(secure) && (named || !is_for_all(v, secure))) {
        finding_ok(f, CHECK_DAV, url, "%s: %.*s", what, SPAN_ARGS(told));
    } else if (!is_dav(secure) && is_dav(plain)) {
        finding_add(f, CHECK_DAV_HTTP_ONLY, plain->hops[0].fetch.url,
            "%s over http; over https %.*s", what, SPAN_ARGS(told));
    } else if (!is_dav(secure) && (named || (led && !is_for_all(v, secure))) &&
               secure->hops[0].named) {
        finding_add(f, CHECK_DAV, url, "no %s there: %.*s", what, SPAN_ARGS(told));
    }
}

void checks_of_dav(const struct visit *v, struct findings *f)
{
    for (unsigned i = 0; i < DAV_COUNT; i++) {
        check_one(v, f, (enum dav)i);
    }
}
