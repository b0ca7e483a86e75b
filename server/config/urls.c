// SPDX-License-Identifier: MIT
#include "config/urls.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "config/expect.h"
#include "config/hosts.h"
#include "config/numbers.h"
#include "config/values.h"

// A URL cut apart.
struct parts {
    struct span scheme; // "https://"
    struct span host;
    struct span port; // ":8443", or empty
    struct span rest; // from '/', '?' or '#' on
};

// `second`: another scheme that will do; empty: none.
static bool cut_scheme(
    struct walk *w, struct value v, struct span second, struct span text, struct parts *parts)
{
    struct span first = SPAN("https://");
    if (span_starts_with_fold(text, first)) {
        parts->scheme = first;
    } else if (second.len != 0 && span_starts_with_fold(text, second)) {
        parts->scheme = second;
    } else {
        diag_error(w->d, v.node->at,
            "'%.*s' must be a URL that begins with https://%s%.*s, not '%.*s'", SPAN_ARGS(v.key),
            second.len == 0 ? "" : " or ", SPAN_ARGS(second), SPAN_ARGS(text));
        return false;
    }
    parts->rest = span_from(text, parts->scheme.len);
    return true;
}

static bool cut_authority(struct walk *w, struct place at, struct parts *parts)
{
    size_t end = 0;
    while (end < parts->rest.len && !span_has(SPAN("/?#"), parts->rest.ptr[end])) {
        end++;
    }
    struct span authority = span_until(parts->rest, end);
    struct span port = SPAN("");
    uint16_t number;
    parts->rest = span_from(parts->rest, end);
    parts->host = authority;
    parts->port = SPAN("");
    if (span_has(authority, '@')) {
        diag_error(w->d, at, "a URL must not hold a login, the part before '@'");
        return false;
    }
    if (span_cut_last(authority, ':', &parts->host, &port)) {
        parts->port = span_from(authority, parts->host.len);
        return number_port_of(w, at, port, &number);
    }
    return true;
}

static bool check_characters(struct walk *w, struct place at, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c >= 0x7F || span_has(SPAN("\"<>\\^`{|}"), text.ptr[i])) {
            uint32_t point;
            struct span rest = span_from(text, i);
            struct span wrong = span_until(rest, utf8_next(rest, &point));
            diag_error(w->d, at, "a URL cannot hold '%.*s': percent-encode it", SPAN_ARGS(wrong));
            return false;
        }
    }
    return true;
}

static bool read(struct walk *w, struct value v, struct span second, struct span text,
    const struct pattern **out)
{
    struct place at = v.node->at;
    struct parts parts;
    if (text.len > LOCATION_MAX_BYTES) {
        diag_error(w->d, at, "a URL of more than %d characters is taken by few programs",
            LOCATION_MAX_BYTES);
        return false;
    }
    if (!cut_scheme(w, v, second, text, &parts) || !value_check_placeholders(w, at, text) ||
        !cut_authority(w, at, &parts) || !host_normalize(w, at, parts.host, &parts.host) ||
        !check_characters(w, at, parts.rest)) {
        return false;
    }
    if (span_equal(parts.scheme, SPAN("http://"))) {
        diag_warning(w->d, at, "'%.*s' is plain http: others can read and change what goes there",
            SPAN_ARGS(v.key));
    }
    struct span whole = arena_format(w->scratch, "%.*s%.*s%.*s%.*s", SPAN_ARGS(parts.scheme),
        SPAN_ARGS(parts.host), SPAN_ARGS(parts.port), SPAN_ARGS(parts.rest));
    return value_pattern(w, at, whole, out);
}

static bool has_scheme(struct span text)
{
    struct span scheme;
    struct span rest;
    return span_cut(text, ':', &scheme, &rest) && span_starts_with(rest, SPAN("//"));
}

bool url_read(struct walk *w, const struct field *field, struct value v, void *out)
{
    bool http_too = v.http_too || (field->flags & FIELD_HTTP_TOO) != 0;
    struct span text;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    if ((field->flags & FIELD_HOST_TOO) != 0 && !has_scheme(text)) {
        return host_pattern_of(w, v.node->at, text, out);
    }
    return read(w, v, http_too ? SPAN("http://") : SPAN(""), text, out);
}

bool url_web_socket(struct walk *w, struct value v, const struct pattern **out)
{
    struct span text;
    return expect_line(w, v, &text) && read(w, v, SPAN("wss://"), text, out);
}
