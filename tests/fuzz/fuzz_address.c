// SPDX-License-Identifier: MIT
// Any bytes as a mail address, as a Host header and as a pattern: what is accepted keeps the
// promises of model/address.h and model/domain.h, and is its own normal form.
#include "fuzz.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/address.h"
#include "model/domain.h"
#include "model/pattern.h"

#include <assert.h>

static void check_domain(struct arena *a, struct span domain)
{
    struct span label;
    struct span rest = domain;
    struct span again;
    const char *why;
    bool more = true;
    assert(domain.len >= 1 && domain.len <= DOMAIN_MAX_BYTES);
    while (more) {
        more = span_cut(rest, '.', &label, &rest);
        label = more ? label : rest;
        assert(label.len >= 1 && label.len <= LABEL_MAX_BYTES);
        assert(label.ptr[0] != '-' && label.ptr[label.len - 1] != '-');
        for (size_t i = 0; i < label.len; i++) {
            char c = label.ptr[i];
            assert((ascii_is_alnum(c) && ascii_lower(c) == c) || c == '-');
        }
    }
    bool accepted = domain_normalize(a, domain, &again, &why);
    assert(accepted && span_equal(again, domain));
    assert(!domain_is_ipv4(domain));
    bool prefixed;
    struct span bare = domain_without_prefix(domain, &prefixed);
    assert(span_ends_with(domain, bare) && prefixed == (bare.len < domain.len));
    (void)domain_is_public_suffix(domain);
}

static void check_address(struct arena *a, const struct address *address)
{
    size_t at;
    struct address again;
    const char *why;
    assert(address->local.len >= 1 && address->local.len <= LOCAL_MAX_BYTES);
    assert(address->whole.len == address->local.len + 1 + address->domain.len);
    assert(address->whole.len <= ADDRESS_MAX_BYTES);
    assert(utf8_check(address->whole, &at));
    for (size_t i = 0; i < address->local.len; i++) {
        unsigned char c = (unsigned char)address->local.ptr[i];
        assert(c >= 0x20 && c != 0x7F);
    }
    check_domain(a, address->domain);
    bool accepted = address_parse(a, address->whole, &again, &why);
    assert(accepted && span_equal(again.whole, address->whole));
    struct span folded = address_folded(a, address);
    assert(span_equal_fold(folded, address->whole));
}

static void check_pattern(struct arena *a, struct span text)
{
    struct pattern pattern;
    struct span unknown;
    struct filling nothing = {.domain = {NULL, 0}};
    if (pattern_parse(a, text, &pattern, &unknown)) {
        assert(span_equal(pattern_fill(a, &pattern, &nothing), text));
        (void)pattern_fill_url(a, &pattern, &nothing);
    } else {
        assert(unknown.ptr >= text.ptr && unknown.ptr + unknown.len <= text.ptr + text.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct arena a;
    struct address address;
    struct span domain;
    const char *why = NULL;
    arena_init(&a);
    if (address_parse(&a, text, &address, &why)) {
        check_address(&a, &address);
    } else {
        assert(why != NULL && why[0] != '\0');
    }
    if (domain_from_host(&a, text, &domain)) {
        check_domain(&a, domain);
    }
    check_pattern(&a, text);
    arena_finish(&a);
    return 0;
}
