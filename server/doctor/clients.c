// SPDX-License-Identifier: MIT
#include "doctor/clients.h"

#include "doctor/describe.h"

const char *const verdict_words[VERDICT_COUNT] = {
    [VERDICT_OK] = "ok",
    [VERDICT_WARN] = "warn",
    [VERDICT_FAIL] = "FAIL",
};

// No document at all, whoever reads it.
#define USELESS                                                                                    \
    (FLAW_HTML | FLAW_BROKEN | FLAW_DOCTYPE | FLAW_OTHER | FLAW_NO_INCOMING | FLAW_REDIRECTS)

const struct client client_table[] = {
    {
        .name = "Thunderbird",
        .habits = HABIT_BELIEVES_200,
        .addresses = 2,
        .refused = {USELESS | FLAW_TYPE | FLAW_NO_ID | FLAW_NO_DOMAIN | FLAW_NO_OUTGOING,
            USELESS | FLAW_TYPE | FLAW_ERROR},
        .routes = {QUESTION_AUTOCONFIG, QUESTION_WELL_KNOWN, QUESTION_AUTOCONFIG_HTTP,
            QUESTION_WELL_KNOWN_HTTP, QUESTION_DATABASE, QUESTION_MX_FULL, QUESTION_MX_BASE,
            QUESTION_DATABASE_MX_FULL, QUESTION_DATABASE_MX_BASE, QUESTION_OUTLOOK,
            QUESTION_OUTLOOK_DOMAIN, QUESTION_OUTLOOK_HTTP, QUESTION_OUTLOOK_SRV},
    },
    {
        .name = "Thunderbird for Android",
        .refused = {USELESS | FLAW_NO_ID | FLAW_NO_OUTGOING | FLAW_PLAIN, 0},
        .routes = {QUESTION_BARE_AUTOCONFIG, QUESTION_BARE_WELL_KNOWN,
            QUESTION_BARE_AUTOCONFIG_HTTP, QUESTION_BARE_WELL_KNOWN_HTTP, QUESTION_DATABASE,
            QUESTION_BARE_MX_FULL, QUESTION_BARE_MX_BASE, QUESTION_DATABASE_MX_FULL,
            QUESTION_DATABASE_MX_BASE},
    },
    {
        .name = "Outlook",
        .habits =
            HABIT_ENDS_AT_401 | HABIT_SHOWS_CERTIFICATE | HABIT_REDIRECT_ONLY | HABIT_FOLLOWS_URL,
        .addresses = 10,
        .refused = {0, USELESS | FLAW_TYPE | FLAW_ERROR | FLAW_EMPTY_ELEMENT},
        .routes = {QUESTION_OUTLOOK_DOMAIN, QUESTION_OUTLOOK, QUESTION_OUTLOOK_REDIRECT,
            QUESTION_OUTLOOK_SRV},
    },
    {
        .name = "Apple Mail",
        .habits = HABIT_BY_HAND,
        .refused = {USELESS | FLAW_TYPE, 0},
        .routes = {QUESTION_PROFILE},
    },
    {
        .name = "Evolution",
        .refused = {USELESS | FLAW_BYTE_ORDER_MARK, USELESS},
        .routes = {QUESTION_MAIL_SRV, QUESTION_HIDDEN_AUTOCONFIG, QUESTION_HIDDEN_WELL_KNOWN,
            QUESTION_HIDDEN_AUTOCONFIG_HTTP, QUESTION_HIDDEN_WELL_KNOWN_HTTP, QUESTION_DATABASE},
    },
    {
        .name = "KMail",
        .refused = {USELESS, 0},
        .routes = {QUESTION_DATABASE, QUESTION_BARE_AUTOCONFIG, QUESTION_BARE_AUTOCONFIG_HTTP,
            QUESTION_BARE_WELL_KNOWN},
    },
    {
        .name = "Delta Chat",
        .habits = HABIT_BELIEVES_XML | HABIT_FOLLOWS_URL,
        .refused = {USELESS | FLAW_NO_OUTGOING, USELESS | FLAW_ERROR},
        .routes = {QUESTION_AUTOCONFIG, QUESTION_BARE_WELL_KNOWN, QUESTION_OUTLOOK_GET_DOMAIN,
            QUESTION_OUTLOOK_GET, QUESTION_DATABASE},
    },
};
const size_t client_count = COUNT_OF(client_table);

static bool is_autodiscover(enum question question)
{
    return question_table[question].language->format == FORMAT_AUTODISCOVER;
}

// The document that a program has in the end. Who does not go by RedirectUrl stays at the first.
static const struct settings *seen_by(const struct client *client, const struct answer *answer)
{
    for (size_t i = 0; i < answer->hop_count && (client->habits & HABIT_FOLLOWS_URL) == 0; i++) {
        if (answer->hops[i].settings != NULL) {
            return answer->hops[i].settings;
        }
    }
    return answer->settings;
}

// Why a program does not go on behind such an answer; NULL: it does.
static const char *reason_to_stop(
    const struct client *client, const struct answer *answer, const struct settings *s)
{
    const struct fetch *last =
        answer->hop_count == 0 ? NULL : &answer->hops[answer->hop_count - 1].fetch;
    if (last == NULL) {
        return NULL;
    }
    bool answered = last->result == FETCH_ANSWERED;
    if ((client->habits & HABIT_ENDS_AT_401) != 0 && answered && last->status == 401) {
        return "it asks for a password here";
    }
    if ((client->habits & HABIT_SHOWS_CERTIFICATE) != 0 && last->result == FETCH_TLS) {
        return "it shows a security alert here";
    }
    if ((client->habits & HABIT_BELIEVES_XML) != 0 && s != NULL &&
        (s->flaws & (FLAW_OTHER | FLAW_NO_INCOMING)) != 0 && (s->flaws & FLAW_HTML) == 0) {
        return "it takes that for an answer without servers";
    }
    return NULL;
}

static bool is_led_on(const struct answer *answer)
{
    return answer->hop_count > 1 && answer->hops[answer->hop_count - 1].inside;
}

// The step that a program takes with one answer.
static struct step take_step(
    const struct visit *v, const struct client *c, const struct answer *answer)
{
    const struct settings *s = seen_by(c, answer);
    bool follows_url = (c->habits & HABIT_FOLLOWS_URL) != 0;
    struct step step = {answer, STEP_NOTHING, describe_answer(v, answer),
        follows_url && (is_led_on(answer) || (s != NULL && s->redirect_url.len != 0))};
    bool redirected = answer->hop_count > 1 && !answer->hops[1].inside;
    if (answer->question == QUESTION_OUTLOOK_REDIRECT && !redirected &&
        (c->habits & HABIT_REDIRECT_ONLY) != 0 && s != NULL) {
        step.why = SPAN("200, but no redirect");
        step.sent_on = false;
        return step;
    }
    if (s != NULL && s->redirect_address.len != 0 && c->addresses != 0) {
        step.result = STEP_SENT_ON;
        step.sent_on = true;
        step.why = arena_format(v->arena, "sent on to %.*s", SPAN_ARGS(s->redirect_address));
        return step;
    }
    if (s != NULL && (s->flaws & c->refused[is_autodiscover(answer->question)]) == 0) {
        step.result = STEP_FOUND;
        step.why = !step.sent_on ? SPAN("found")
                                 : arena_format(v->arena, "found where RedirectUrl leads: %.*s",
                                       SPAN_ARGS(answer->hops[answer->hop_count - 1].fetch.url));
        return step;
    }
    if (s != NULL && s->redirect_url.len != 0 && !follows_url) {
        step.why = arena_format(v->arena, "200, %.*s; it does not follow that",
            SPAN_ARGS(describe_flaws(v->arena, s, FLAW_REDIRECTS)));
    }
    const char *why = reason_to_stop(c, answer, s);
    if (why != NULL) {
        step.result = STEP_STOPS;
        step.why = arena_format(v->arena, "%.*s; %s", SPAN_ARGS(step.why), why);
    }
    return step;
}

// The next question that is of another kind: the data base is one, each language is one.
static size_t skip_kind(const struct client *client, size_t at)
{
    enum format format = question_table[client->routes[at]].language->format;
    while (at < ROUTES_MAX && client->routes[at] != QUESTION_NONE &&
           client->routes[at] != QUESTION_DATABASE &&
           question_table[client->routes[at]].language->format == format) {
        at++;
    }
    return at;
}

bool clients_can_log_in(const struct claim *claim, const struct probe *probe)
{
    unsigned without = 1U << AUTH_NONE | 1U << AUTH_CLIENT_IP; // nothing to offer
    return claim->auths == 0 || (claim->auths & (without | probe->auths)) != 0;
}

// True: the server that a program tries first answers as it was told, with a certificate that
// holds.
static bool works(const struct visit *v, const struct claim *claim)
{
    const struct probe *p =
        claim == NULL ? NULL
                      : visit_probe(v, claim->host, claim->port, claim->service, claim->security);
    return p == NULL ||
           (p->result == PROBE_FINE && p->certificate.flaws == 0 && clients_can_log_in(claim, p));
}

static bool all_work(const struct visit *v, const struct settings *s)
{
    const struct claim *imap = settings_find(s, SERVICE_IMAP);
    const struct claim *incoming = imap != NULL ? imap : settings_find(s, SERVICE_POP3);
    return works(v, incoming) && works(v, settings_find(s, SERVICE_SMTP));
}

// Where RedirectAddr leads a program; NULL: nowhere, and *step says why.
static const struct leg *begin_anew(
    const struct visit *v, const struct journey *j, size_t sent, struct step *step)
{
    const struct leg *next = step->answer->onward;
    const char *why = NULL;
    if (next == NULL) {
        why = "that is no address, or one too many";
    } else if (sent == j->client->addresses) {
        why = "it goes no farther";
    }
    for (size_t i = 0; next != NULL && i < j->count; i++) {
        const struct answer *answer = j->steps[i].answer;
        bool been = answer >= next->answers && answer < next->answers + QUESTION_COUNT;
        why = been ? "there it has been before" : why;
    }
    if (why == NULL) {
        return next;
    }
    step->result = STEP_STOPS;
    step->why = arena_format(v->arena, "%.*s; %s", SPAN_ARGS(step->why), why);
    return NULL;
}

// Its first question in Outlook's language.
static size_t first_of_outlook(const struct client *client)
{
    size_t at = 0;
    while (!is_autodiscover(client->routes[at])) {
        at++;
    }
    return at;
}

// What a program makes of the 200 that it believes.
static bool is_believed(const struct client *client, const struct settings *s)
{
    return (client->habits & HABIT_BELIEVES_200) != 0 && s != NULL &&
           (s->flaws & (FLAW_TYPE | FLAW_ERROR)) != 0;
}

struct journey clients_follow(const struct visit *v, const struct client *client)
{
    struct journey j = {.client = client, .verdict = VERDICT_WARN};
    const struct leg *leg = v->legs[0];
    size_t sent = 0;
    for (size_t at = 0;
         at < ROUTES_MAX && client->routes[at] != QUESTION_NONE && j.count < STEPS_MAX;) {
        const struct answer *answer = &leg->answers[client->routes[at]];
        if (!answer->asked) { // no MX record, no SRV record: nobody asks
            at++;
            continue;
        }
        struct step *step = &j.steps[j.count++];
        *step = take_step(v, client, answer);
        if (step->result == STEP_FOUND) {
            j.found = seen_by(client, answer);
            j.useless = !all_work(v, j.found);
            j.verdict = j.useless ? VERDICT_FAIL : VERDICT_OK;
            break;
        }
        const struct leg *next =
            step->result == STEP_SENT_ON ? begin_anew(v, &j, sent, step) : NULL;
        if (step->result == STEP_STOPS) {
            j.verdict = VERDICT_FAIL;
            break;
        }
        bool believed = is_believed(client, seen_by(client, answer));
        if (next != NULL) {
            leg = next;
            sent++;
            at = first_of_outlook(client);
        } else if (believed) {
            step->why = arena_format(
                v->arena, "%.*s; it gives up the others of the kind", SPAN_ARGS(step->why));
            at = skip_kind(client, at);
        } else {
            at++;
        }
    }
    return j;
}
