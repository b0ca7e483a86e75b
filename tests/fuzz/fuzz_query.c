// SPDX-License-Identifier: MIT
// Any bytes as a query and as a form: what is accepted is within its bounds, holds no NUL, and says
// the same when it is written down again.
#include "fuzz.h"

#include "answers/parameters.h"
#include "base/escape.h"

#include <assert.h>

static void add_pair(struct buffer *out, const struct parameter *one)
{
    if (out->len != 0) {
        buffer_add_char(out, '&');
    }
    escape_uri(out, one->name, false);
    buffer_add_char(out, '=');
    escape_uri(out, one->value, false);
}

static void check(struct span text, enum parameters_kind kind)
{
    struct parameters found;
    struct parameters again;
    struct arena a;
    struct buffer written;
    arena_init(&a);
    buffer_init(&written, 8 * text.len + 4 * PARAMETERS_MAX);
    if (parameters_parse(&a, text, kind, &found)) {
        size_t total = 0;
        assert(found.len <= PARAMETERS_MAX);
        for (size_t i = 0; i < found.len; i++) {
            const struct parameter *one = &found.items[i];
            assert(!span_has(one->name, '\0') && !span_has(one->value, '\0'));
            total += one->name.len + one->value.len;
            add_pair(&written, one);
        }
        assert(total <= text.len && buffer_ok(&written));
        bool fine = parameters_parse(&a, buffer_span(&written), kind, &again);
        assert(fine && again.len == found.len);
        for (size_t i = 0; i < found.len; i++) {
            assert(span_equal(again.items[i].name, found.items[i].name));
            assert(span_equal(again.items[i].value, found.items[i].value));
        }
        assert(span_equal(parameters_find(&again, "email"), parameters_find(&found, "email")));
    }
    buffer_finish(&written);
    arena_finish(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    check(text, PARAMETERS_QUERY);
    check(text, PARAMETERS_FORM);
    return 0;
}
