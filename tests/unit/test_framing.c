// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include <string.h>

#include "http/framing.h"

// A head as the library leaves it: NULs in place of line ends and of the colons. `raw` begins with
// the target; "~" stands for such a NUL, "^" for one that the client sent.
static enum refusal check(const char *raw, struct head *head)
{
    static char text[1024];
    size_t len = strlen(raw);
    assert_true(len < sizeof text);
    memcpy(text, raw, len);
    for (size_t i = 0; i < len; i++) {
        text[i] = text[i] == '~' || text[i] == '^' ? '\0' : text[i];
    }
    const char *end = text + len;
    const char *version = text + (strchr(raw, '~') - raw) + 1;
    struct framing framing;
    framing_begin(&framing, head, text + strlen(text), version);
    // As the library does: a line is a C string to its colon, another one behind it.
    const char *line = version + strlen(version) + 1;
    for (;;) {
        line += *line == '\0' && line + 1 < end && line[-1] == '\0' ? 1 : 0;
        if (line >= end || *line == '\0') {
            break;
        }
        struct span name = span_from_c(line);
        const char *at = line + name.len + 1;
        at += strspn(at, " \t");
        struct span value = span_from_c(at);
        framing_header(&framing, name, value);
        // The next line by the raw text: behind the mark of this one's end.
        const char *mark = strchr(raw + (at - text), '~');
        assert_non_null(mark);
        line = text + (mark - raw) + 1;
    }
    return framing_end(&framing, end, (size_t)(end - text));
}

#define V "/~HTTP/1.1~~"

static void good_heads(void **state)
{
    (void)state;
    struct head head;
    assert_int_equal(check(V "Host~ a.example ~~Content-Length~3~~~~", &head), REFUSAL_NONE);
    assert_span_is(head.host, "a.example");
    assert_true(head.has_length && head.length == 3 && !head.chunked && !head.is_1_0);

    assert_int_equal(check(V "HOST~~~transfer-encoding~Chunked~~~~", &head), REFUSAL_NONE);
    assert_true(head.chunked && !head.has_length && head.host.len == 0);

    assert_int_equal(check("/~HTTP/1.0~~~~", &head), REFUSAL_NONE);
    assert_true(head.is_1_0);

    assert_int_equal(
        check("/~HTTP/1.1~Host~a~If-None-Match~\"x\"~~", &head), REFUSAL_NONE); // bare LF
    assert_span_is(head.if_none_match, "\"x\"");

    assert_int_equal(check(V "Host~a~~User-Agent~u~~Accept-Language~de~~Authorization~x~~"
                             "X-Forwarded-For~1~~X-Forwarded-For~2~~Forwarded~f~~~~",
                         &head),
        REFUSAL_NONE);
    assert_span_is(head.user_agent, "u");
    assert_span_is(head.accept_language, "de");
    assert_true(head.has_credentials);
    assert_int_equal(head.forwarding.x_for.count, 2);
    assert_int_equal(head.forwarding.forwarded.count, 1);
}

static void refused_heads(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        enum refusal refusal;
    } cases[] = {
        {V "~~", REFUSAL_HOST},
        {V "Host~a~~Host~a~~~~", REFUSAL_HOST},
        {V "Host~a/b~~~~", REFUSAL_HOST},
        {V "Host~a~~Content-Length~1~~Content-Length~1~~~~", REFUSAL_LENGTH},
        {V "Host~a~~Content-Length~-1~~~~", REFUSAL_LENGTH},
        {V "Host~a~~Content-Length~~~~~", REFUSAL_LENGTH},
        {V "Host~a~~Content-Length~1 ~~~~", REFUSAL_LENGTH},
        {V "Host~a~~Content-Length~8193~~~~", REFUSAL_BODY_LARGE},
        {V "Host~a~~Content-Length~1~~Transfer-Encoding~chunked~~~~", REFUSAL_CODING},
        {V "Host~a~~Transfer-Encoding~chunked~~Transfer-Encoding~chunked~~~~", REFUSAL_CODING},
        {V "Host~a~~Transfer-Encoding~gzip~~~~", REFUSAL_CODING_UNKNOWN},
        {V "Host~a~~Transfer-Encoding~chunked ~~~~", REFUSAL_CODING_UNKNOWN},
        {"/~HTTP/1.0~~Transfer-Encoding~chunked~~~~", REFUSAL_CODING},
        {V "Host ~a~~~~", REFUSAL_HEADER},
        {V "Ho\x01st~a~~~~", REFUSAL_HEADER},
        {V "~a~~~~", REFUSAL_HEADER},
        {V "Host~a~~X~a\rb~~~~", REFUSAL_HEADER},
        {V "Host~a~~X~a\x7f~~~~", REFUSAL_HEADER},
        {V "Host~a^.evil~~~~", REFUSAL_HEADER},
        {V "Host~a~~X~a^b~~Y~c~~~~", REFUSAL_HEADER},
        {V "X~a^b~~Host~a~~~~", REFUSAL_HEADER},
        {"/a^b~HTTP/1.1~~Host~a~~~~", REFUSAL_TARGET},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct head head;
        assert_int_equal(check(cases[i].raw, &head), cases[i].refusal);
    }
}

static void moved_header_is_refused(void **state)
{
    (void)state;
    // A folded line makes the library copy the name to elsewhere.
    static const char text[] = "/\0HTTP/1.1\0\0Hos\0a\0\0\0\0........Host\0";
    struct head head;
    struct framing framing;
    framing_begin(&framing, &head, text + 1, text + 2);
    framing_header(
        &framing, (struct span){strstr(text + 22, "Host"), 4}, (struct span){text + 16, 1});
    assert_int_equal(framing_end(&framing, text + 21, 21), REFUSAL_HEADER);
}

// The library keeps notes of each header, and copies cookies, in the memory that an answer needs.
static void a_head_that_leaves_no_room_is_refused(void **state)
{
    (void)state;
    static const char text[] = "/\0HTTP/1.1\0Host\0a\0Cookie\0a=1; b=2\0\0";
    const char *end = text + sizeof text - 1;
    const size_t room = CONNECTION_MEMORY_BYTES - ANSWER_HEAD_BYTES;
    const size_t notes = 4 * 64 + sizeof "a=1; b=2"; // two headers, two cookies
    for (size_t more = 0; more < 2; more++) {
        struct head head;
        struct framing framing;
        framing_begin(&framing, &head, text + 1, text + 2);
        framing_header(&framing, (struct span){text + 11, 4}, (struct span){text + 16, 1});
        framing_header(&framing, (struct span){text + 18, 6}, (struct span){text + 25, 8});
        assert_int_equal(framing_end(&framing, end, room - notes + more),
            more == 0 ? REFUSAL_NONE : REFUSAL_HEAD_LARGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_heads),
        cmocka_unit_test(refused_heads),
        cmocka_unit_test(moved_header_is_refused),
        cmocka_unit_test(a_head_that_leaves_no_room_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
