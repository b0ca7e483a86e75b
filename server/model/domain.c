// SPDX-License-Identifier: MIT
#include "model/domain.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>

// NULL: a fine label, else what is wrong with it.
static const char *check_label(struct span label)
{
    if (label.len == 0) {
        return "an empty label";
    }
    if (label.len > LABEL_MAX_BYTES) {
        return "a label longer than 63 bytes";
    }
    if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-') {
        return "a label that begins or ends with '-'";
    }
    for (size_t i = 0; i < label.len; i++) {
        if (!ascii_is_alnum(label.ptr[i]) && label.ptr[i] != '-') {
            return "a character other than letters, digits and '-'";
        }
    }
    return NULL;
}

static const char *check_labels(struct span text)
{
    struct span label;
    struct span rest = text;
    while (span_cut(rest, '.', &label, &rest)) {
        const char *wrong = check_label(label);
        if (wrong != NULL) {
            return wrong;
        }
    }
    // No top-level domain is a number, so this is an IP address, whole or mistyped.
    return span_is_digits(rest) ? "an IP address" : check_label(rest);
}

static struct span lowered(struct arena *a, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != ascii_lower(text.ptr[i])) {
            return arena_lower(a, text);
        }
    }
    return text;
}

static bool to_a_labels(struct arena *a, struct span text, struct span *out, const char **why)
{
    size_t bad;
    const char *source;
    if (text.len > 4 * DOMAIN_MAX_BYTES) {
        *why = "more than 253 bytes";
        return false;
    }
    if (!utf8_check(text, &bad) || !arena_to_c(a, text, &source)) {
        *why = "bytes that are no UTF-8 text";
        return false;
    }
    uint8_t *ascii = NULL;
    int code =
        idn2_lookup_u8((const uint8_t *)source, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (code != IDN2_OK) {
        *why = idn2_strerror(code);
        return false;
    }
    *out = arena_copy(a, span_from_c((const char *)ascii));
    idn2_free(ascii);
    return true;
}

bool domain_normalize(struct arena *a, struct span text, struct span *out, const char **why)
{
    struct span name = text;
    if (text.len == 0) {
        *why = "no name at all";
        return false;
    }
    if (!span_is_ascii(text) && !to_a_labels(a, text, &name, why)) {
        return false;
    }
    if (name.len > 1 && name.ptr[name.len - 1] == '.') {
        name.len--;
    }
    if (name.len > DOMAIN_MAX_BYTES) {
        *why = "more than 253 bytes";
        return false;
    }
    const char *wrong = check_labels(name);
    if (wrong != NULL) {
        *why = wrong;
        return false;
    }
    *out = lowered(a, name);
    return true;
}

bool domain_is_public_suffix(struct span domain)
{
    char name[DOMAIN_MAX_BYTES + 1];
    if (domain.len == 0 || domain.len >= sizeof name) {
        return false;
    }
    memcpy(name, domain.ptr, domain.len);
    name[domain.len] = '\0';
    // The star rule would call every unknown top-level domain, such as "local", a suffix.
    return psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

bool domain_is_ipv4(struct span text)
{
    struct span part;
    struct span rest = text;
    uint64_t number;
    for (int i = 0; i < 3; i++) {
        if (!span_cut(rest, '.', &part, &rest) || part.len > 3 ||
            !span_to_u64(part, UINT8_MAX, &number)) {
            return false;
        }
    }
    return rest.len <= 3 && span_to_u64(rest, UINT8_MAX, &number);
}

struct span domain_without_prefix(struct span domain, bool *prefixed)
{
    static const char *const prefixes[] = {"autoconfig.", "autodiscover.", "ua-auto-config."};
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        struct span prefix = span_from_c(prefixes[i]);
        if (span_starts_with(domain, prefix)) {
            *prefixed = true;
            return span_from(domain, prefix.len);
        }
    }
    *prefixed = false;
    return domain;
}

bool domain_from_host(struct arena *a, struct span host, struct span *out)
{
    struct span name = host;
    struct span port;
    const char *why;
    uint64_t number;
    if (span_cut(host, ':', &name, &port) && port.len != 0 &&
        !span_to_u64(port, UINT16_MAX, &number)) {
        return false;
    }
    return domain_normalize(a, name, out, &why);
}
