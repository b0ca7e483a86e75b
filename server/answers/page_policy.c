// SPDX-License-Identifier: MIT
#include "answers/page_policy.h"

#include "answers/identity.h"
#include "base/buffer.h"

#include <assert.h>

enum { HASH_TEXT_BYTES = sizeof " 'sha256-'" + 44 };

const char *page_policy_make(struct arena *a, const struct list *styles)
{
    static const char start[] = "default-src 'none'; style-src";
    static const char end[] = "; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
                              "frame-ancestors 'none'";
    size_t room = sizeof start + styles->len * HASH_TEXT_BYTES + sizeof " 'none'" + sizeof end;
    const struct span *texts = styles->ptr;
    struct buffer out;
    buffer_init_fixed(&out, arena_alloc(a, room), room);
    buffer_add_c(&out, start);
    for (size_t i = 0; i < styles->len; i++) {
        buffer_format(&out, " 'sha256-%.*s'", SPAN_ARGS(identity_digest(a, texts[i])));
    }
    buffer_add_c(&out, styles->len == 0 ? " 'none'" : "");
    buffer_add_c(&out, end);
    buffer_add_char(&out, '\0');
    assert(buffer_ok(&out));
    return buffer_span(&out).ptr;
}
