// SPDX-License-Identifier: MIT
#include "answers/page_policy.h"

#include "base/escape.h"

#include <assert.h>
#include <gnutls/crypto.h>

enum {
    SHA256_BYTES = 32,
    HASH_TEXT_BYTES = sizeof " 'sha256-'" + 44,
};

static void add_hash(struct buffer *out, struct span style)
{
    unsigned char hash[SHA256_BYTES];
    int error = gnutls_hash_fast(GNUTLS_DIG_SHA256, style.ptr, style.len, hash);
    assert(error == 0);
    buffer_add_c(out, " 'sha256-");
    escape_base64(out, (struct span){(const char *)hash, sizeof hash});
    buffer_add_char(out, '\'');
}

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
        add_hash(&out, texts[i]);
    }
    buffer_add_c(&out, styles->len == 0 ? " 'none'" : "");
    buffer_add_c(&out, end);
    buffer_add_char(&out, '\0');
    assert(buffer_ok(&out));
    return buffer_span(&out).ptr;
}
