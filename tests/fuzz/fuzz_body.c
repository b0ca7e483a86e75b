// SPDX-License-Identifier: MIT
// Any bytes as the body of an Autodiscover request: what is accepted is UTF-8 without blanks around
// it, and says the same behind a byte order mark and empty lines.
#include "fuzz.h"

#include "answers/autodiscover_body.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>

static void check_again(
    struct arena *a, struct span body, const struct autodiscover_request *expected)
{
    struct autodiscover_request again;
    struct buffer marked;
    buffer_init(&marked, body.len + 5);
    buffer_add_c(&marked, "\xEF\xBB\xBF\r\n");
    buffer_add(&marked, body);
    bool fine = autodiscover_body_parse(a, buffer_span(&marked), &again);
    assert(fine && again.schema == expected->schema);
    assert(span_equal(again.address, expected->address));
    buffer_finish(&marked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = {(const char *)data, size};
    struct autodiscover_request request;
    struct arena a;
    arena_init(&a);
    if (autodiscover_body_parse(&a, body, &request)) {
        size_t at;
        assert(size <= BODY_MAX_BYTES && request.address.len <= BODY_TEXT_MAX_BYTES);
        assert(utf8_check(request.address, &at));
        assert(span_equal(span_trim(request.address), request.address));
        assert(request.schema <= AUTODISCOVER_UNKNOWN);
        bool marked = data[0] >= 0x80; // UTF-8's mark, or UTF-16's
        if (!marked && size + 5 <= BODY_MAX_BYTES) {
            check_again(&a, body, &request);
        }
    }
    arena_finish(&a);
    return 0;
}
