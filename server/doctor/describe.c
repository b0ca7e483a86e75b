// SPDX-License-Identifier: MIT
#include "doctor/describe.h"

#include <inttypes.h>
#include <stdlib.h>

// The worst first: who reads one line should read of that.
static const struct {
    unsigned flaw;
    const char *text;
} flaw_texts[] = {
    {FLAW_HTML, "a web page"},
    {FLAW_DOCTYPE, "XML with a DOCTYPE"},
    {FLAW_BROKEN, "no well-formed XML"},
    {FLAW_OTHER, "another document than was asked for"},
    {FLAW_ERROR, "an error"},
    {FLAW_REDIRECTS, "a redirect"},
    {FLAW_NO_INCOMING, "no server to read mail from"},
    {FLAW_NO_OUTGOING, "no server to send mail by"},
    {FLAW_NO_DOMAIN, "no <domain>"},
    {FLAW_NO_ID, "no emailProvider id that is a host name"},
    {FLAW_PLAIN, "a server without encryption"},
    {FLAW_TYPE, "a wrong Content-Type"},
    {FLAW_BYTE_ORDER_MARK, "a byte order mark"},
    {FLAW_NO_DECLARATION, "no XML declaration at the start"},
    {FLAW_PASSWORD, "a password"},
    {FLAW_PLACEHOLDER, "an unknown placeholder"},
    {FLAW_EMPTY_ELEMENT, "an empty element"},
};

struct span describe_flaws(struct arena *a, const struct settings *s, unsigned minded)
{
    unsigned explained = FLAW_BROKEN | FLAW_ERROR | FLAW_PLACEHOLDER | FLAW_REDIRECTS;
    for (size_t i = 0; i < COUNT_OF(flaw_texts); i++) {
        unsigned flaw = s->flaws & minded & flaw_texts[i].flaw;
        if (flaw != 0 && (flaw & explained) != 0 && s->why.len != 0) {
            return arena_format(a, "%s: %.*s", flaw_texts[i].text, SPAN_ARGS(s->why));
        }
        if (flaw != 0) {
            return span_from_c(flaw_texts[i].text);
        }
    }
    return SPAN("");
}

struct span describe_certificate(struct arena *a, const struct certificate *c)
{
    static const struct {
        unsigned flaw;
        const char *text;
    } texts[] = {
        {CERTIFICATE_SELF, "signed by itself"},
        {CERTIFICATE_ISSUER, "signed by nobody known"},
        {CERTIFICATE_FUTURE, "not valid yet"},
        {CERTIFICATE_WEAK, "signed by an algorithm that is not trusted any more"},
        {CERTIFICATE_INVALID, "not valid"},
    };
    if ((c->flaws & CERTIFICATE_NAME) != 0) {
        return arena_format(a, "issued for %s", c->names[0] == '\0' ? "no host" : c->names);
    }
    if ((c->flaws & CERTIFICATE_EXPIRED) != 0) {
        return arena_format(a, "expired %" PRId64 " days ago", -c->days_left);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if ((c->flaws & texts[i].flaw) == 0) {
            continue;
        }
        bool alone = texts[i].flaw == CERTIFICATE_ISSUER && c->chain_len == 1;
        return arena_format(a, "%s%s", texts[i].text,
            alone ? ", and no intermediate certificate is sent along" : "");
    }
    return SPAN("");
}

static struct span describe_unanswered(const struct visit *v, const struct fetch *fetch)
{
    const struct probe *probe =
        visit_probe(v, fetch->host, fetch->port, SERVICE_COUNT, SECURITY_TLS);
    struct span certificate =
        probe == NULL ? SPAN("") : describe_certificate(v->arena, &probe->certificate);
    switch (fetch->result) {
    case FETCH_ANSWERED:
        break;
    case FETCH_REFUSED:
        return SPAN("no connection");
    case FETCH_SILENT:
        return arena_format(
            v->arena, "no answer within %" PRId64 " s", (v->options->patience_ms + 999) / 1000);
    case FETCH_TLS:
        return certificate.len != 0
                   ? arena_format(v->arena, "certificate %.*s", SPAN_ARGS(certificate))
                   : arena_format(v->arena, "no TLS: %.*s", SPAN_ARGS(fetch->error));
    case FETCH_TOO_LARGE:
        return SPAN("a document of more than 64 KiB");
    case FETCH_BROKEN:
        return arena_format(v->arena, "no HTTP: %.*s", SPAN_ARGS(fetch->error));
    }
    return SPAN("");
}

const char *describe_no_address(const struct visit *v, struct span host)
{
    enum lookup_state four = resolver_want(v->resolver, host, RECORD_A)->state;
    enum lookup_state six = resolver_want(v->resolver, host, RECORD_AAAA)->state;
    return four == LOOKUP_NO_NAME || six == LOOKUP_NO_NAME ? "no such name"
           : four == LOOKUP_FAILED || six == LOOKUP_FAILED ? "DNS gives no answer"
                                                           : "has no address";
}

// Of the last hop, by itself.
static struct span describe_hop(
    const struct visit *v, const struct answer *answer, const struct hop *hop)
{
    static const char *const dead_ends[] = {
        [DEAD_END_FAR] = "more than ten redirects",
        [DEAD_END_CIRCLE] = "redirects that go round in a circle",
        [DEAD_END_PLAIN] = "which is no https",
    };
    const struct fetch *fetch = &hop->fetch;
    if (!hop->named) {
        return span_from_c(describe_no_address(v, fetch->host));
    }
    if (answer->dead_end != DEAD_END_NONE) {
        const char *text = dead_ends[answer->dead_end];
        return answer->dead_end != DEAD_END_PLAIN
                   ? span_from_c(text)
                   : arena_format(v->arena, "%.*s, %s", SPAN_ARGS(hop->settings->why), text);
    }
    if (fetch->result != FETCH_ANSWERED) {
        return describe_unanswered(v, fetch);
    }
    if (hop->settings == NULL) {
        return arena_format(v->arena, "%u%s", fetch->status,
            fetch->status == 401 ? ", a password is asked for" : "");
    }
    struct span flaws = describe_flaws(v->arena, hop->settings, ~0U);
    return flaws.len == 0 ? SPAN("200") : arena_format(v->arena, "200, %.*s", SPAN_ARGS(flaws));
}

struct span describe_answer(const struct visit *v, const struct answer *answer)
{
    if (answer->hop_count == 0) {
        return answer->question == QUESTION_MAIL_SRV ? SPAN("none") : SPAN("nobody to ask");
    }
    const struct hop *last = &answer->hops[answer->hop_count - 1];
    struct span text = describe_hop(v, answer, last);
    return answer->hop_count == 1 || answer->dead_end != DEAD_END_NONE
               ? text
               : arena_format(v->arena, "%s %.*s: %.*s",
                     !last->inside ? "redirected to"
                     : question_table[answer->question].language->format == FORMAT_POINTER
                         ? "Url leads to"
                         : "RedirectUrl leads to",
                     SPAN_ARGS(last->fetch.url), SPAN_ARGS(text));
}

struct span describe_claim(struct arena *a, const struct claim *claim)
{
    return arena_format(a, "%s %.*s:%u %s", word_text(&service_words, claim->service, WORDS_YAML),
        SPAN_ARGS(claim->host), claim->port,
        word_text(&security_words, claim->security, WORDS_YAML));
}

struct span describe_auths(struct arena *a, unsigned auths)
{
    struct span all = SPAN("");
    for (unsigned i = 0; i < AUTH_COUNT; i++) {
        if ((auths & 1U << i) != 0) {
            all = arena_format(a, "%.*s%s%s", SPAN_ARGS(all), all.len == 0 ? "" : ", ",
                word_text(&auth_words, i, WORDS_YAML));
        }
    }
    return all;
}
