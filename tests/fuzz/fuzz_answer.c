// SPDX-License-Identifier: MIT
// Any request to every answer, over the configuration of tests/cases/http: the first line of the
// input is the Host, the second the Accept-Language, the rest a query, or the body of a POST.
// Whatever is asked, the answer is a known status with the bytes of its type, and fits the
// request's arena.
#include "fuzz.h"

#include "answers/autoconfig.h"
#include "answers/autodiscover.h"
#include "answers/autodiscover_json.h"
#include "answers/mobileconfig.h"
#include "answers/pacc.h"
#include "answers/page.h"
#include "answers/qr.h"
#include "answers/redirect.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "state/reload.h"

#include <assert.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

struct question {
    enum method method;
    const char *path;
    bool is_prefix; // the rest of the input is behind it and not the query
    answer_function *answer;
};

static const struct question questions[] = {
    {METHOD_GET, "/mail/config-v1.1.xml", false, autoconfig_answer},
    {METHOD_GET, "/v1.1/", true, autoconfig_ispdb_answer},
    {METHOD_GET, "/autodiscover/autodiscover.xml", false, autodiscover_answer},
    {METHOD_POST, "/autodiscover/autodiscover.xml", false, autodiscover_answer},
    {METHOD_GET, "/autodiscover/autodiscover.json", false, autodiscover_json_answer},
    {METHOD_GET, "/autodiscover/autodiscover.json/v1.0/", true, autodiscover_json_answer},
    {METHOD_GET, "/.well-known/user-agent-configuration.json", false, pacc_answer},
    {METHOD_GET, "/profile.mobileconfig", false, mobileconfig_answer},
    {METHOD_POST, "/profile.mobileconfig", false, mobileconfig_answer},
    {METHOD_GET, "/qr/apple.svg", false, qr_apple_answer},
    {METHOD_GET, "/qr/thunderbird.svg", false, qr_thunderbird_answer},
    {METHOD_POST, "/settings", false, page_answer},
    {METHOD_OTHER, "/.well-known/caldav", false, redirect_caldav_answer},
    {METHOD_OTHER, "/.well-known/carddav", false, redirect_carddav_answer},
    {METHOD_OTHER, "/.well-known/jmap", false, redirect_jmap_answer},
};

static const struct snapshot *load(void)
{
    const struct load_options options = {
        .config = CASES_FOLDER "/providers.yaml",
        .templates = answer_templates,
        .template_count = TEMPLATE_COUNT,
        .prepare = answer_prepare,
    };
    struct diagnostics d;
    enum file_error error;
    diag_init(&d);
    const struct snapshot *snapshot = snapshot_load(&options, &d, &error, NULL);
    assert(snapshot != NULL);
    diag_finish(&d);
    return snapshot;
}

static bool is_printable(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x20 || text.ptr[i] == 0x7F) { // also what is above ASCII
            return false;
        }
    }
    return true;
}

static void check_xml(struct span body)
{
    xmlDocPtr document = xmlReadMemory(body.ptr, (int)body.len, NULL, NULL,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    assert(document != NULL);
    xmlFreeDoc(document);
}

static void check_json(struct span body)
{
    json_t *document = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL);
    assert(document != NULL);
    json_decref(document);
}

// Whether `at` is within a tag. Elsewhere an address may say what it likes: its "<" is escaped
// there.
static bool is_in_tag(struct span body, const char *at)
{
    while (at > body.ptr && *at != '<' && *at != '>') {
        at--;
    }
    return *at == '<';
}

// Whatever was asked, it is text there: nothing that a browser would run or load.
static void check_html(struct span body)
{
    static const char *const never[] = {
        "<script", "<iframe", "href=\"javascript:", "action=\"javascript:", "src=\"http"};
    assert(span_starts_with(body, SPAN("<!DOCTYPE html>\n<html lang=\"")));
    assert(span_ends_with(body, SPAN("</body>\n</html>\n")));
    for (size_t i = 0; i < COUNT_OF(never); i++) {
        const char *end = body.ptr + body.len;
        const char *at = body.ptr;
        while ((at = memmem(at, (size_t)(end - at), never[i], strlen(never[i]))) != NULL) {
            assert(!is_in_tag(body, at));
            at++;
        }
    }
}

// XML, HTML, JSON or else text, as its type says.
static void check_body(const char *type, struct span body)
{
    if (strcmp(type, "text/xml; charset=utf-8") == 0 ||
        strcmp(type, "application/x-apple-aspen-config") == 0 ||
        strcmp(type, "image/svg+xml") == 0) {
        check_xml(body);
    } else if (strcmp(type, "application/json; charset=utf-8") == 0 ||
               strcmp(type, "application/json") == 0) {
        check_json(body);
    } else if (strcmp(type, "text/html; charset=utf-8") == 0) {
        check_html(body);
    } else {
        assert(strcmp(type, "text/plain; charset=utf-8") == 0);
    }
}

static void check_answer(const struct answer *answer)
{
    struct span body = buffer_span(answer->body);
    size_t at;
    assert(buffer_ok(answer->body) && utf8_check(body, &at));
    assert(is_printable(answer->content_language));
    assert(is_printable(answer->location) && is_printable(answer->disposition));
    assert((answer->location.len != 0) == (answer->status / 100 == 3));
    switch (answer->status) {
    case 200:
        assert(strcmp(answer->content_type, "text/plain; charset=utf-8") != 0);
        break;
    case 301:
    case 307:
    case 400:
    case 404:
        break;
    default:
        abort();
    }
    check_body(answer->content_type, body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct snapshot *snapshot; // loaded once; a target runs in one thread
    static char block[REQUEST_ARENA_BYTES];
    struct span host;
    struct span language;
    struct span rest = {(const char *)data, size};
    struct arena a;
    struct buffer body;
    if (snapshot == NULL) {
        snapshot = load();
    }
    if (!span_cut(rest, '\n', &host, &rest) || !span_cut(rest, '\n', &language, &rest) ||
        rest.len > TARGET_MAX_BYTES) {
        return 0;
    }
    arena_init_fixed(&a, block, sizeof block);
    buffer_init(&body, ANSWER_MAX_BYTES);
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        const struct question *q = &questions[i];
        bool has_body = q->method == METHOD_POST;
        char path[2 * TARGET_MAX_BYTES];
        size_t path_len = strlen(q->path);
        memcpy(path, q->path, path_len);
        if (q->is_prefix) {
            memcpy(path + path_len, rest.ptr, rest.len);
            path_len += rest.len;
        }
        struct request request = {
            .method = q->method,
            .path = {path, path_len},
            .query = q->is_prefix ? SPAN("Protocol=ActiveSync")
                     : has_body   ? SPAN("")
                                  : rest,
            .host = host,
            .body = has_body ? rest : SPAN(""),
            .accept_language = language,
            .user_agent = SPAN("Android"), // without codes, which are drawn below /qr
            .arena = &a,
        };
        struct answer answer = {.body = &body};
        buffer_empty(&body);
        q->answer(snapshot, &request, &answer);
        check_answer(&answer);
        arena_empty(&a);
    }
    buffer_finish(&body);
    arena_finish(&a);
    return 0;
}
