// SPDX-License-Identifier: MIT
#include "model/address.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/domain.h"

#include <string.h>

// NULL: a fine local part. What XML cannot carry is refused, so that every answer gives back the
// very address that was asked for.
static const char *check_local(struct span local)
{
    if (local.len == 0) {
        return "nothing before '@'";
    }
    if (local.len > LOCAL_MAX_BYTES) {
        return "more than 64 bytes before '@'";
    }
    for (struct span rest = local; rest.len != 0;) {
        uint32_t point;
        size_t len = utf8_next(rest, &point);
        if (len == 0) {
            return "bytes that are no UTF-8 text";
        }
        if (point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xFFFE || point == 0xFFFF) {
            return "a control character";
        }
        rest = span_from(rest, len);
    }
    return NULL;
}

bool address_parse(struct arena *a, struct span text, struct address *out, const char **why)
{
    struct address found = {.whole = text};
    struct span written;
    if (!span_cut_last(text, '@', &found.local, &written)) {
        *why = "no '@'";
        return false;
    }
    const char *wrong = check_local(found.local);
    if (wrong != NULL) {
        *why = wrong;
        return false;
    }
    if (!domain_normalize(a, written, &found.domain, why)) {
        return false;
    }
    if (found.local.len + 1 + found.domain.len > ADDRESS_MAX_BYTES) {
        *why = "more than 254 bytes";
        return false;
    }
    if (!span_equal(found.domain, written)) {
        found.whole = arena_format(a, "%.*s@%.*s", SPAN_ARGS(found.local), SPAN_ARGS(found.domain));
    }
    *out = found;
    return true;
}

struct span address_folded(struct arena *a, const struct address *address)
{
    return arena_lower(a, address->whole);
}
