// SPDX-License-Identifier: MIT
#include "answers/identity.h"

#include "base/buffer.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <gnutls/crypto.h>
#include <string.h>

enum {
    UUID_BYTES = 16,
    SHA1_BYTES = 20,
    SHA256_BYTES = 32,
    SHA256_BASE64_BYTES = 44,
    KIND_MAX_BYTES = 15,
};

// The version 5 UUID of "urn:autoconfigd:profile" in the name space of URLs.
static const unsigned char name_space[UUID_BYTES] = {
    0xfd, 0xb1, 0x61, 0x7d, 0xa8, 0x1b, 0x51, 0xf7, 0xba, 0xa7, 0xd6, 0x0f, 0x30, 0x6d, 0x9d, 0xab};

struct span identity_uuid(struct arena *a, const char *kind, struct span folded)
{
    struct span word = span_from_c(kind);
    unsigned char name[UUID_BYTES + KIND_MAX_BYTES + 1 + PROFILE_ADDRESSES_MAX_BYTES];
    unsigned char b[SHA1_BYTES];
    assert(word.len <= KIND_MAX_BYTES && folded.len <= PROFILE_ADDRESSES_MAX_BYTES);
    memcpy(name, name_space, UUID_BYTES);
    memcpy(name + UUID_BYTES, kind, word.len + 1); // and its NUL
    size_t len = UUID_BYTES + word.len + 1;
    memcpy(name + len, folded.ptr, folded.len);
    int error = gnutls_hash_fast(GNUTLS_DIG_SHA1, name, len + folded.len, b);
    assert(error == 0);
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x50); // version 5
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80); // of RFC 4122
    return arena_format(a, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X",
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
        b[14], b[15]);
}

static void add_reversed(struct buffer *out, struct span domain)
{
    struct span label;
    while (span_cut_last(domain, '.', &domain, &label)) {
        buffer_add(out, label);
        buffer_add_char(out, '.');
    }
    buffer_add(out, domain);
}

// A hyphen for each character, however many bytes it has.
static void add_plain(struct buffer *out, struct span text)
{
    while (text.len != 0) {
        uint32_t point;
        size_t len = utf8_next(text, &point);
        bool plain = len == 1 && (ascii_is_alnum(text.ptr[0]) || text.ptr[0] == '-');
        buffer_add_char(out, plain ? text.ptr[0] : '-');
        text = span_from(text, len != 0 ? len : 1);
    }
}

struct span identity_name(struct arena *a, struct span head, struct span folded)
{
    unsigned char hash[SHA256_BYTES];
    struct span local = folded;
    struct span domain = {NULL, 0};
    struct buffer out;
    int error = gnutls_hash_fast(GNUTLS_DIG_SHA256, folded.ptr, folded.len, hash);
    assert(error == 0);
    (void)!span_cut_last(folded, '@', &local, &domain); // an address has one
    size_t room = head.len + folded.len + sizeof ".-123456.mail";
    buffer_init_fixed(&out, arena_alloc(a, room), room);
    if (head.len != 0) {
        buffer_add(&out, head);
    } else {
        add_reversed(&out, domain);
    }
    buffer_add_char(&out, '.');
    add_plain(&out, local);
    buffer_format(&out, "-%02x%02x%02x.mail", hash[0], hash[1], hash[2]);
    assert(buffer_ok(&out));
    return buffer_span(&out);
}

struct span identity_digest(struct arena *a, struct span bytes)
{
    unsigned char hash[SHA256_BYTES];
    struct buffer out;
    int error = gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.ptr, bytes.len, hash);
    assert(error == 0);
    buffer_init_fixed(&out, arena_alloc(a, SHA256_BASE64_BYTES), SHA256_BASE64_BYTES);
    escape_base64(&out, (struct span){(const char *)hash, sizeof hash});
    assert(buffer_ok(&out));
    return buffer_span(&out);
}
