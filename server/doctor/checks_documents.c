// SPDX-License-Identifier: MIT
#include "doctor/checks.h"
#include "doctor/describe.h"

// What is wrong in a document, by its flaws; a row each.
static const struct {
    unsigned flaws;
    enum check check;
    unsigned unless; // flaws that say enough
} rows[] = {
    {FLAW_HTML | FLAW_OTHER, CHECK_WEB_PAGE, 0},
    {FLAW_DOCTYPE, CHECK_DOCTYPE, FLAW_HTML},
    {FLAW_BROKEN, CHECK_XML, FLAW_HTML},
    {FLAW_TYPE, CHECK_TYPE, FLAW_HTML},
    {FLAW_NO_ID | FLAW_NO_DOMAIN | FLAW_NO_INCOMING | FLAW_NO_OUTGOING | FLAW_EMPTY_ELEMENT,
        CHECK_INCOMPLETE, 0},
    {FLAW_BYTE_ORDER_MARK, CHECK_BYTE_ORDER_MARK, 0},
    {FLAW_NO_DECLARATION, CHECK_DECLARATION, FLAW_HTML | FLAW_BROKEN},
    {FLAW_PLACEHOLDER, CHECK_PLACEHOLDER, 0},
    {FLAW_PASSWORD, CHECK_PASSWORD_INSIDE, 0},
    {FLAW_ERROR, CHECK_OUTLOOK_REFUSED, 0},
};

// Those that differ by the person alone are looked at once.
static const enum question documents[] = {
    QUESTION_AUTOCONFIG,
    QUESTION_WELL_KNOWN,
    QUESTION_AUTOCONFIG_HTTP,
    QUESTION_WELL_KNOWN_HTTP,
    QUESTION_BARE_AUTOCONFIG,
    QUESTION_BARE_WELL_KNOWN,
    QUESTION_OUTLOOK,
    QUESTION_OUTLOOK_DOMAIN,
    QUESTION_OUTLOOK_SRV,
    QUESTION_PROFILE,
};

static void check_document(const struct visit *v, struct findings *f, const struct answer *answer)
{
    const struct settings *s = answer->settings;
    struct span url = answer->hops[0].fetch.url;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if ((s->flaws & rows[i].flaws) != 0 && (s->flaws & rows[i].unless) == 0) {
            struct span text = describe_flaws(v->arena, s, rows[i].flaws);
            if (rows[i].check == CHECK_TYPE) {
                const struct fetch *fetch = answer_fetch(answer);
                text =
                    arena_format(v->arena, "Content-Type '%.*s'", SPAN_ARGS(fetch->content_type));
            }
            finding_add(f, rows[i].check, url, "%.*s", SPAN_ARGS(text));
        }
    }
    if (s->count == 0 || s->flaws != 0) {
        return; // that says enough
    }
    if (s->schema.len != 0) {
        finding_add(f, CHECK_SCHEMA, url, "%.*s", SPAN_ARGS(s->schema));
    } else {
        bool profile = question_table[answer->question].language->format == FORMAT_PROFILE;
        finding_ok(f, CHECK_XML, url,
            profile ? "a profile of mail accounts" : "read, and as our schema wants it");
    }
}

// True: what one names for a service, the other names, too.
static bool agree(const struct settings *a, const struct settings *b, enum service service)
{
    const struct claim *one = settings_find(a, service);
    if (one == NULL || settings_find(b, service) == NULL) {
        return true;
    }
    for (size_t i = 0; i < b->count; i++) {
        const struct claim *other = &b->claims[i];
        if (other->service == service && span_equal_fold(one->host, other->host) &&
            one->port == other->port && one->security == other->security) {
            return true;
        }
    }
    return false;
}

static void check_agreement(const struct visit *v, struct findings *f, const struct settings *first)
{
    static const struct {
        enum question question;
        enum check check;
    } others[] = {
        {QUESTION_OUTLOOK, CHECK_DISAGREE},
        {QUESTION_WELL_KNOWN, CHECK_DISAGREE},
        {QUESTION_PROFILE, CHECK_DISAGREE},
        {QUESTION_MAIL_SRV, CHECK_SRV_DISAGREES},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        const struct answer *answer = &v->answers[others[i].question];
        if (answer->settings == NULL || answer->settings->count == 0) {
            continue;
        }
        struct span subject = answer->hop_count == 0 ? v->names.domain : answer->hops[0].fetch.url;
        bool all = true;
        for (unsigned service = SERVICE_IMAP; all && service <= SERVICE_SMTP; service++) {
            // One of them names several, the other but the best: either way round will do.
            all = agree(answer->settings, first, (enum service)service) ||
                  agree(first, answer->settings, (enum service)service);
            if (!all) {
                const struct claim *here = settings_find(answer->settings, (enum service)service);
                const struct claim *there = settings_find(first, (enum service)service);
                finding_add(f, others[i].check, subject, "says %.*s; autoconfig says %.*s",
                    SPAN_ARGS(describe_claim(v->arena, here)),
                    SPAN_ARGS(describe_claim(v->arena, there)));
            }
        }
        if (all) {
            finding_ok(f, others[i].check, subject, "the same servers as autoconfig");
        }
    }
}

// The first document, before it leads anywhere; NULL: none.
static const struct hop *first_document(const struct answer *answer)
{
    for (size_t i = 0; i < answer->hop_count; i++) {
        if (answer->hops[i].settings != NULL) {
            return &answer->hops[i];
        }
    }
    return NULL;
}

// Autodiscover v2, which newer Outlooks ask first.
static void check_json(const struct visit *v, struct findings *f)
{
    const struct answer *answer = &v->answers[QUESTION_OUTLOOK_JSON];
    const struct answer *phones = &v->answers[QUESTION_OUTLOOK_JSON_ACTIVESYNC];
    const struct hop *hop = first_document(answer);
    const struct hop *phone_hop = first_document(phones);
    if (phone_hop != NULL && phone_hop->settings->activesync.len != 0) {
        finding_ok(f, CHECK_OUTLOOK_JSON, phones->hops[0].fetch.url,
            "ActiveSync at %.*s: what asks for that takes it, not IMAP",
            SPAN_ARGS(phone_hop->settings->activesync));
    }
    if (hop == NULL) {
        return; // 404 is as good
    }
    struct span url = answer->hops[0].fetch.url;
    const struct settings *s = hop->settings;
    const struct settings *end = answer->settings;
    if ((s->flaws & FLAW_BROKEN) != 0) {
        finding_add(f, CHECK_OUTLOOK_JSON, url, "200, but no JSON: %.*s", SPAN_ARGS(s->why));
    } else if ((s->flaws & FLAW_OTHER) != 0) {
        finding_add(f, CHECK_OUTLOOK_JSON, url, "200, but without Protocol and Url");
    } else if ((s->flaws & FLAW_TYPE) != 0) {
        finding_add(
            f, CHECK_OUTLOOK_JSON, url, "Content-Type '%.*s'", SPAN_ARGS(hop->fetch.content_type));
    } else if (end != NULL && (end->flaws & FLAW_ERROR) != 0) {
        return; // said of the XML
    } else if (end != NULL && end->count + end->redirect_address.len != 0) {
        finding_ok(f, CHECK_OUTLOOK_JSON, url, "leads to %.*s", SPAN_ARGS(s->redirect_url));
    } else {
        finding_add(f, CHECK_OUTLOOK_JSON, url, "no settings there: %.*s",
            SPAN_ARGS(describe_answer(v, answer)));
    }
}

// Nobody but people asks for a profile: what a server says of any path is not wrong there.
static bool is_no_profile(const struct answer *answer)
{
    return answer->question == QUESTION_PROFILE && answer->settings->count == 0 &&
           (answer->settings->flaws & FLAW_TYPE) != 0;
}

void checks_of_documents(const struct visit *v, struct findings *f)
{
    const struct settings *first = NULL;
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        const struct answer *answer = &v->answers[documents[i]];
        if (answer->settings == NULL || is_no_profile(answer)) {
            continue;
        }
        check_document(v, f, answer);
        if (first == NULL && answer->settings->count != 0 &&
            question_table[documents[i]].language->format == FORMAT_AUTOCONFIG) {
            first = answer->settings;
        }
    }
    check_json(v, f);
    if (first != NULL) {
        check_agreement(v, f, first);
    }
}

void checks_of_journey(const struct journey *j, struct findings *f)
{
    const struct step *sent = NULL;
    for (size_t i = 0; i < j->count && sent == NULL; i++) {
        sent = j->steps[i].sent_on ? &j->steps[i] : NULL;
    }
    if (sent == NULL) {
        return;
    }
    struct span url = sent->answer->hops[0].fetch.url;
    if (j->found == NULL) {
        const struct step *last = &j->steps[j->count - 1];
        const struct step *telling = last->result == STEP_STOPS ? last : sent;
        finding_add(f, CHECK_OUTLOOK_SENT_ON, url, "%s finds nothing there: %.*s", j->client->name,
            SPAN_ARGS(telling->why));
    } else {
        finding_ok(f, CHECK_OUTLOOK_SENT_ON, url, "%.*s", SPAN_ARGS(sent->why));
    }
}
