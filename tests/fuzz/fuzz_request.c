// SPDX-License-Identifier: MIT
// Any bytes as the head of a request: its target, its headers as the library hands them over, and
// what is read out of them. What is accepted must be what was sent.
#include "fuzz.h"

#include <assert.h>
#include <string.h>

#include "answers/parameters.h"
#include "http/framing.h"
#include "http/response.h"
#include "http/target.h"
#include "model/domain.h"

enum {
    HEAD_MAX_BYTES = CONNECTION_MEMORY_BYTES,
};

static bool lies_in(struct span part, struct span whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void check_query(struct arena *a, struct span query)
{
    struct parameters parameters;
    if (parameters_parse(a, query, PARAMETERS_QUERY, &parameters)) {
        assert(parameters.len <= PARAMETERS_MAX);
        (void)parameters_find(&parameters, "emailaddress");
    }
}

static void check_target(struct arena *a, struct span line)
{
    static char memory[HEAD_MAX_BYTES];
    struct target target;
    struct span whole = {memory, line.len};
    memcpy(memory, line.ptr, line.len);
    if (!target_parse(memory, line.len, &target)) {
        return;
    }
    assert(target.path.len > 0 && target.path.ptr[0] == '/' && !span_has(target.path, '\0'));
    assert(target.path.len == 1 || lies_in(target.path, whole));
    assert(lies_in(target.query, whole) && lies_in(target.authority, whole));
    assert(!span_has(target.query, '\0') && !span_has(target.query, ' '));
    assert(target_is_authority(target.authority));
    check_query(a, target.query);
}

// What libmicrohttpd 0.9.75 does to a head: a line ends with LF or CRLF, which become NULs; a name
// ends at the first colon, which becomes one; texts end at the first NUL, whoever put it there.
// Returns the end of the head; NULL: it would not have got this far.
static char *play_library(char *at, char *end, struct framing *framing)
{
    while (at < end) {
        char *feed = memchr(at, '\n', (size_t)(end - at));
        if (feed == NULL) {
            return NULL;
        }
        char *next = feed + 1;
        *feed = '\0';
        if (feed > at && feed[-1] == '\r') {
            feed[-1] = '\0';
        }
        if (*at == '\0') {
            return next;
        }
        char *colon = strchr(at, ':');
        if (colon == NULL || *at == ' ' || *at == '\t') {
            return NULL;
        }
        *colon = '\0';
        char *value = colon + 1 + strspn(colon + 1, " \t");
        framing_header(framing, span_from_c(at), span_from_c(value));
        at = next;
    }
    return NULL;
}

// A line that ends with LF alone: a NUL in place of its CR changes nothing.
static bool has_bare_feed(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n' && (i == 0 || text.ptr[i - 1] != '\r')) {
            return true;
        }
    }
    return false;
}

static void check_origin(const struct forwarding *headers)
{
    struct proxies proxies = {.count = 0};
    struct origin origin;
    const char *why;
    const struct peer peer = {.is_unix = true};
    bool added = proxies_add(&proxies, SPAN("unix"), &why) &&
                 proxies_add(&proxies, SPAN("10.0.0.0/8"), &why);
    assert(added);
    forwarded_origin(&proxies, &peer, headers, &origin);
    assert(origin.has_client == origin.forwarded);
    assert(!span_has(origin.host, '\0'));
}

static void check_head(struct arena *a, struct span sent)
{
    static char memory[HEAD_MAX_BYTES + sizeof "/\0HTTP/1.1\r\n"];
    static const char start[] = "/\0HTTP/1.1\0";
    struct head head;
    struct framing framing;
    memcpy(memory, start, sizeof start); // and the NUL of its end
    char *headers = memory + sizeof start;
    memcpy(headers, sent.ptr, sent.len);
    headers[sent.len] = '\0';
    framing_begin(&framing, &head, memory + 1, memory + 2);
    const char *end = play_library(headers, headers + sent.len, &framing);
    if (end == NULL || framing_end(&framing, end, (size_t)(end - memory)) != REFUSAL_NONE) {
        return;
    }
    struct span read = span_until(sent, (size_t)(end - headers));
    struct span domain;
    assert(has_bare_feed(read) || !span_has(read, '\0'));
    assert(target_is_authority(head.host));
    assert(!head.has_length || !head.chunked);
    assert(!head.has_length || head.length <= BODY_MAX_BYTES);
    assert(!domain_from_host(a, head.host, &domain) || domain.len > 0);
    (void)response_matches(head.if_none_match, SPAN("\"0123456789abcdef\""));
    check_origin(&head.forwarding);
}

// The first line is the target; the rest are headers.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct span target = text;
    struct span headers = {NULL, 0};
    struct arena a;
    if (size > HEAD_MAX_BYTES) {
        return 0;
    }
    arena_init(&a);
    if (span_cut(text, '\n', &target, &headers)) {
        check_head(&a, headers);
    }
    check_target(&a, target);
    arena_finish(&a);
    return 0;
}
