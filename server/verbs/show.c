// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "answers/autoconfig.h"
#include "answers/autodiscover.h"
#include "answers/autodiscover_json.h"
#include "answers/mobileconfig.h"
#include "answers/pacc.h"
#include "answers/page.h"
#include "answers/qr.h"
#include "base/escape.h"
#include "base/limits.h"
#include "model/address.h"
#include "model/domain.h"
#include "verbs/loading.h"
#include "verbs/public_url.h"
#include "verbs/settings.h"

#include <time.h>

// Which of Autodiscover's answers is asked for.
struct schema {
    const char *kind, *version; // of the answer
};
static const struct schema outlook = {"outlook", "2006a"};
static const struct schema mobilesync = {"mobilesync", "2006"};

// Asks an answer as the client would, without a socket.
struct question {
    const char *client; // word of --as
    answer_function *answer;
    const struct schema *schema; // POSTed; NULL: a GET
    const char *path;
    const char *query;  // up to the address; NULL: none
    const char *prefix; // of the host
};

static const struct question questions[] = {
    {"thunderbird", autoconfig_answer, NULL, "/mail/config-v1.1.xml",
        "emailaddress=", "autoconfig."},
    {"outlook", autodiscover_answer, &outlook, "/autodiscover/autodiscover.xml", NULL,
        "autodiscover."},
    {"apple", mobileconfig_answer, NULL, "/profile.mobileconfig", "email=", "autoconfig."},
    {"activesync", autodiscover_answer, &mobilesync, "/autodiscover/autodiscover.xml", NULL,
        "autodiscover."},
    {"json", autodiscover_json_answer, NULL, "/autodiscover/autodiscover.json",
        "Protocol=AutodiscoverV1&Email=", "autodiscover."},
    {"pacc", pacc_answer, NULL, "/.well-known/user-agent-configuration.json", NULL,
        "ua-auto-config."},
    {"page", page_answer, NULL, "/settings", "email=", "autoconfig."},
    {"qr", qr_text_answer, NULL, "/qr/", "email=", "autoconfig."},
};

static struct span body_for(struct arena *a, const struct schema *schema, struct span address)
{
    struct buffer out;
    buffer_init(&out, BODY_MAX_BYTES);
    buffer_format(&out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/%s/"
        "requestschema/2006\"><Request><EMailAddress>",
        schema->kind);
    escape_xml_text(&out, address);
    buffer_format(&out,
        "</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/"
        "autodiscover/%s/responseschema/%s</AcceptableResponseSchema></Request>"
        "</Autodiscover>\n",
        schema->kind, schema->version);
    struct span body = arena_copy(a, buffer_span(&out));
    buffer_finish(&out);
    return body;
}

static struct span query_for(struct arena *a, const char *start, struct span address)
{
    struct buffer out;
    buffer_init(&out, TARGET_MAX_BYTES);
    buffer_add_c(&out, start);
    escape_uri(&out, address, true);
    struct span query = arena_copy(a, buffer_span(&out));
    buffer_finish(&out);
    return query;
}

static int ask(struct arena *a, const struct snapshot *s, const struct question *q,
    struct span public_url, struct span who)
{
    struct span local;
    struct span domain = who;
    bool has_address = span_cut_last(who, '@', &local, &domain);
    // Outlook's answer is to be had by domain, too; ActiveSync's is not.
    bool posted = q->schema != NULL && (has_address || q->schema == &mobilesync);
    struct address address;
    const char *why;
    if (has_address && q->query == NULL && q->schema == NULL &&
        !address_parse(a, who, &address, &why)) { // nobody else would look at it
        return verb_fail(EXIT_WRONG, "%.*s is not a mail address: %s", SPAN_ARGS(who), why);
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct request request = {
        .method = posted ? METHOD_POST : METHOD_GET,
        .path = span_from_c(q->path),
        .host = arena_format(a, "%s%.*s", q->prefix, SPAN_ARGS(domain)),
        .public_url = public_url,
        .time_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000,
        .arena = a,
    };
    if (q->query != NULL) {
        request.query = query_for(a, q->query, has_address ? who : SPAN(""));
    }
    if (posted) {
        request.body = body_for(a, q->schema, has_address ? who : SPAN(""));
    }
    struct buffer body;
    buffer_init(&body, ANSWER_MAX_BYTES);
    struct answer answer = {.body = &body};
    q->answer(s, &request, &answer);
    bool served = answer.status == 200 && answer.result == RESULT_HIT;
    int code = EX_OK;
    if (answer.status == 200 ||
        q->answer == page_answer) { // errors of Outlook's are documents, too
        code = verb_print(buffer_span(&body));
    } else {
        code = verb_fail(EXIT_WRONG, "%.*s: %u: %.*s", SPAN_ARGS(who), answer.status,
            SPAN_ARGS(span_trim(buffer_span(&body))));
    }
    buffer_finish(&body);
    return code == EX_OK && !served ? EXIT_WRONG : code;
}

const char *show_client(size_t number)
{
    static const char settings[] = "settings";
    return number < COUNT_OF(questions)    ? questions[number].client
           : number == COUNT_OF(questions) ? settings
                                           : NULL;
}

int verb_show(struct arena *a, const struct options *options)
{
    const char *clients[COUNT_OF(questions) + 2];
    size_t number = 0;
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        clients[i] = show_client(i);
    }
    struct span error;
    if (options->operand_count == 0) {
        return verb_fail(EX_USAGE, "whose settings? try 'autoconfigd show anna@example.com'");
    }
    if (!options_word(a, options, OPTION_AS, clients, &number, &error)) {
        return verb_fail(EX_USAGE, "%.*s", SPAN_ARGS(error));
    }
    bool settings = number == COUNT_OF(questions);
    struct span public_url;
    if (!public_url_read(a, options, &public_url, &error)) {
        return verb_fail(EX_USAGE, "%.*s", SPAN_ARGS(error));
    }
    int code;
    struct snapshot *s = loading_run(options, true, EX_CONFIG, &code);
    if (s != NULL) {
        struct span who = span_from_c(options->operands[0]);
        code = settings ? settings_print(a, s, who, options_given(options, OPTION_JSON))
                        : ask(a, s, &questions[number], public_url, who);
    }
    snapshot_free(s);
    return code;
}
