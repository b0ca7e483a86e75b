// SPDX-License-Identifier: MIT
#include "doctor/fetch.h"

#include "base/buffer.h"
#include "doctor/clock.h"

#include <curl/curl.h>
#include <string.h>

enum {
    CONNECTIONS_MAX = 3, // to one host
    WAIT_MAX_MS = 200,
};

struct fetcher {
    struct arena *arena;
    CURLM *multi;
    const char *ca;
};

// One fetch on its way.
struct errand {
    struct fetch *fetch;
    CURL *easy;
    struct curl_slist *headers, *resolved;
    struct buffer content;
    int64_t since_ms;
    bool too_large;
    char error[CURL_ERROR_SIZE];
};

static void release(void *object)
{
    struct fetcher *f = object;
    curl_multi_cleanup(f->multi);
    curl_global_cleanup();
}

struct fetcher *fetcher_new(struct arena *a, const char *ca)
{
    struct fetcher *f = arena_array(a, 1, sizeof *f);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return NULL;
    }
    *f = (struct fetcher){a, curl_multi_init(), ca};
    if (f->multi == NULL) {
        curl_global_cleanup();
        return NULL;
    }
    // Each connection reads all authorities anew, 40 ms: a few do.
    curl_multi_setopt(f->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_MAX);
    arena_on_free(a, release, f);
    return f;
}

static size_t on_bytes(char *bytes, size_t one, size_t count, void *context)
{
    struct errand *errand = context;
    buffer_add(&errand->content, (struct span){bytes, one * count});
    errand->too_large = !buffer_ok(&errand->content);
    return errand->too_large ? CURL_WRITEFUNC_ERROR : one * count;
}

static void set_question(struct fetcher *f, struct errand *e)
{
    const struct fetch *fetch = e->fetch;
    struct span line = arena_format(
        f->arena, "%.*s:%u:%.*s", SPAN_ARGS(fetch->host), fetch->port, SPAN_ARGS(fetch->addresses));
    e->resolved = curl_slist_append(NULL, line.ptr);
    curl_easy_setopt(e->easy, CURLOPT_RESOLVE, e->resolved);
    struct span url = arena_format(f->arena, "%.*s", SPAN_ARGS(fetch->url));
    curl_easy_setopt(e->easy, CURLOPT_URL, url.ptr);
    if (fetch->method == FETCH_PROPFIND) {
        curl_easy_setopt(e->easy, CURLOPT_CUSTOMREQUEST, "PROPFIND");
        e->headers = curl_slist_append(e->headers, "Depth: 0");
    }
    if (fetch->method != FETCH_GET) {
        curl_easy_setopt(e->easy, CURLOPT_POSTFIELDSIZE, (long)fetch->body.len);
        curl_easy_setopt(e->easy, CURLOPT_COPYPOSTFIELDS, fetch->body.ptr);
        e->headers = curl_slist_append(e->headers, "Content-Type: text/xml; charset=utf-8");
        curl_easy_setopt(e->easy, CURLOPT_HTTPHEADER, e->headers);
    }
}

static bool begin(struct fetcher *f, struct errand *e, struct fetch *fetch, int64_t patience_ms)
{
    *e = (struct errand){.fetch = fetch, .easy = curl_easy_init(), .since_ms = clock_now_ms()};
    buffer_init(&e->content, FETCH_BODY_MAX_BYTES);
    fetch->result = FETCH_SILENT;
    if (e->easy == NULL) {
        return false;
    }
    set_question(f, e);
    curl_easy_setopt(e->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e->easy, CURLOPT_PROXY, ""); // mail programs and their users have none
    curl_easy_setopt(e->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(e->easy, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(e->easy, CURLOPT_USERAGENT, "autoconfig-doctor/" AUTOCONFIGD_VERSION);
    curl_easy_setopt(e->easy, CURLOPT_TIMEOUT_MS, (long)patience_ms);
    curl_easy_setopt(e->easy, CURLOPT_ERRORBUFFER, e->error);
    curl_easy_setopt(e->easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(e->easy, CURLOPT_WRITEDATA, e);
    curl_easy_setopt(e->easy, CURLOPT_PRIVATE, e);
    if (f->ca != NULL) {
        curl_easy_setopt(e->easy, CURLOPT_CAINFO, f->ca);
        curl_easy_setopt(e->easy, CURLOPT_CAPATH, NULL); // no others
    }
    return curl_multi_add_handle(f->multi, e->easy) == CURLM_OK;
}

static enum fetch_result result_of(const struct errand *e, CURLcode code)
{
    switch ((int)code) { // most of the library's hundred codes cannot occur
    case CURLE_OK:
        return FETCH_ANSWERED;
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
        return FETCH_REFUSED;
    case CURLE_OPERATION_TIMEDOUT:
        return FETCH_SILENT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return FETCH_TLS;
    default:
        return e->too_large ? FETCH_TOO_LARGE : FETCH_BROKEN;
    }
}

static void finish(struct fetcher *f, struct errand *e, CURLcode code)
{
    struct fetch *fetch = e->fetch;
    long status = 0;
    const char *type = NULL;
    const char *location = NULL;
    struct curl_header *header = NULL;
    fetch->result = result_of(e, code);
    fetch->took_ms = clock_now_ms() - e->since_ms;
    const char *words = e->error[0] != '\0' ? e->error : curl_easy_strerror(code);
    fetch->error = arena_copy(f->arena, span_from_c(words));
    if (fetch->result != FETCH_ANSWERED) {
        return;
    }
    (void)curl_easy_getinfo(e->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(e->easy, CURLINFO_CONTENT_TYPE, &type);
    (void)curl_easy_getinfo(e->easy, CURLINFO_REDIRECT_URL, &location);
    fetch->status = (unsigned)status;
    fetch->content_type = arena_copy(f->arena, span_from_c(type));
    fetch->location = arena_copy(f->arena, span_from_c(location));
    fetch->content = arena_copy(f->arena, buffer_span(&e->content));
    if (curl_easy_header(e->easy, "Location", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
        fetch->location_is_relative =
            !span_starts_with_fold(span_from_c(header->value), SPAN("http"));
    }
}

static void take_finished(struct fetcher *f)
{
    int left;
    for (CURLMsg *message = curl_multi_info_read(f->multi, &left); message != NULL;
         message = curl_multi_info_read(f->multi, &left)) {
        struct errand *errand;
        if (message->msg == CURLMSG_DONE &&
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &errand) == CURLE_OK) {
            finish(f, errand, message->data.result);
        }
    }
}

static void end(struct fetcher *f, struct errand *e)
{
    if (e->easy != NULL) {
        (void)curl_multi_remove_handle(f->multi, e->easy);
        curl_easy_cleanup(e->easy);
    }
    curl_slist_free_all(e->headers);
    curl_slist_free_all(e->resolved);
    buffer_finish(&e->content);
}

void fetcher_run(struct fetcher *f, struct fetch *const *all, size_t count, int64_t patience_ms,
    int64_t until_ms)
{
    struct errand *errands = arena_array(f->arena, count, sizeof *errands);
    int running = 0;
    for (size_t i = 0; i < count; i++) {
        if (!begin(f, &errands[i], all[i], patience_ms)) {
            all[i]->error = SPAN("the HTTP library cannot take it");
        }
    }
    while (curl_multi_perform(f->multi, &running) == CURLM_OK && running > 0 &&
           clock_now_ms() < until_ms &&
           curl_multi_poll(f->multi, NULL, 0, WAIT_MAX_MS, NULL) == CURLM_OK) {
        take_finished(f);
    }
    take_finished(f);
    for (size_t i = 0; i < count; i++) {
        end(f, &errands[i]);
    }
}

bool fetch_url_parts(struct arena *a, struct span url, bool *tls, struct span *host, uint16_t *port)
{
    static const CURLUPart wanted[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
    struct span parts[COUNT_OF(wanted)] = {{NULL, 0}};
    const char *text;
    uint64_t number;
    CURLU *parsed = curl_url();
    bool fine = parsed != NULL && arena_to_c(a, url, &text) &&
                curl_url_set(parsed, CURLUPART_URL, text, CURLU_DISALLOW_USER) == CURLUE_OK;
    for (size_t i = 0; fine && i < COUNT_OF(wanted); i++) {
        char *part = NULL;
        fine = curl_url_get(parsed, wanted[i], &part, CURLU_DEFAULT_PORT) == CURLUE_OK;
        parts[i] = arena_copy(a, span_from_c(part));
        curl_free(part);
    }
    curl_url_cleanup(parsed);
    *tls = span_equal(parts[0], SPAN("https"));
    if (!fine || !(*tls || span_equal(parts[0], SPAN("http"))) || parts[1].len == 0 ||
        !span_to_u64(parts[2], UINT16_MAX, &number)) {
        return false;
    }
    bool brackets = span_starts_with(parts[1], SPAN("["));
    *host = brackets ? span_until(span_from(parts[1], 1), parts[1].len - 2) : parts[1];
    if (host->len > 1 && host->ptr[host->len - 1] == '.') {
        host->len--;
    }
    *port = (uint16_t)number;
    return true;
}
