// SPDX-License-Identifier: MIT
#include "http/forwarded.h"

#include <string.h>

#include "http/token.h"

// One proxy's word: `ip` is who asked it.
struct hop {
    struct ip ip;
    bool has_ip;
    enum scheme scheme;
    struct span host;
};

// The last hops, nearest last.
struct hops {
    struct hop items[FORWARDED_HOPS_MAX];
    size_t count;
};

void header_lines_add(struct header_lines *lines, struct span value)
{
    if (lines->count == COUNT_OF(lines->lines)) {
        memmove(lines->lines, lines->lines + 1, sizeof lines->lines - sizeof lines->lines[0]);
        lines->count--;
    }
    lines->lines[lines->count++] = value;
}

static struct hop *add_hop(struct hops *hops)
{
    if (hops->count == COUNT_OF(hops->items)) {
        memmove(hops->items, hops->items + 1, sizeof hops->items - sizeof hops->items[0]);
        hops->count--;
    }
    struct hop *hop = &hops->items[hops->count++];
    *hop = (struct hop){0};
    return hop;
}

// A node of RFC 7239 section 6, as of X-Forwarded-For: an address, perhaps with brackets or a port.
// "unknown", "_hidden" and rubbish: no address.
static bool parse_node(struct span text, struct ip *out)
{
    struct span address;
    struct span port;
    if (span_starts_with(text, SPAN("["))) {
        return span_cut(span_from(text, 1), ']', &address, &port) && ip_parse(address, out);
    }
    if (ip_parse(text, out)) {
        return true;
    }
    return span_cut(text, ':', &address, &port) && ip_parse(address, out);
}

static enum scheme parse_scheme(struct span text)
{
    if (span_equal_fold(text, SPAN("https"))) {
        return SCHEME_HTTPS;
    }
    return span_equal_fold(text, SPAN("http")) ? SCHEME_HTTP : SCHEME_UNKNOWN;
}

// Colons and brackets, which need quotes, are taken without them, too.
static bool is_value_char(char c)
{
    return c == ':' || c == '[' || c == ']' || token_has(c);
}

// Takes a token or a quoted string off the front of *text. A backslash in quotes is refused: no
// name or address needs one.
static bool take_value(struct span *text, struct span *out)
{
    if (span_starts_with(*text, SPAN("\""))) {
        return span_cut(span_from(*text, 1), '"', out, text) && !span_has(*out, '\\');
    }
    size_t len = 0;
    while (len < text->len && is_value_char(text->ptr[len])) {
        len++;
    }
    *out = span_until(*text, len);
    *text = span_from(*text, len);
    return len > 0;
}

static void set_pair(struct hop *hop, struct span name, struct span value)
{
    if (span_equal_fold(name, SPAN("for"))) {
        hop->has_ip = parse_node(value, &hop->ip);
    } else if (span_equal_fold(name, SPAN("proto"))) {
        hop->scheme = parse_scheme(value);
    } else if (span_equal_fold(name, SPAN("host"))) {
        hop->host = value;
    }
}

// forwarded-element *( "," forwarded-element ), each name=value *( ";" name=value ).
static bool parse_forwarded(struct span line, struct hops *hops)
{
    struct hop *hop = add_hop(hops);
    struct span rest = span_trim(line);
    for (;;) {
        struct span name;
        struct span value;
        if (!span_cut(rest, '=', &name, &rest) || !token_is(span_trim(name)) ||
            !take_value(&rest, &value)) {
            return false;
        }
        set_pair(hop, span_trim(name), value);
        rest = span_trim(rest);
        if (rest.len == 0) {
            return true;
        }
        if (rest.ptr[0] == ',') {
            hop = add_hop(hops);
        } else if (rest.ptr[0] != ';') {
            return false;
        }
        rest = span_trim(span_from(rest, 1));
    }
}

static void parse_x_for(struct span line, struct hops *hops)
{
    struct span item;
    struct span rest = line;
    while (span_next(&rest, ',', &item)) {
        struct hop *hop = add_hop(hops);
        hop->has_ip = parse_node(span_trim(item), &hop->ip);
    }
}

// The last of a header's comma-separated values: the one that the trusted peer wrote.
static struct span last_value(const struct header_lines *lines)
{
    if (lines->count == 0) {
        return (struct span){0};
    }
    struct span line = lines->lines[lines->count - 1];
    struct span before;
    struct span last = line;
    return span_trim(span_cut_last(line, ',', &before, &last) ? last : line);
}

static bool read_forwarded(const struct header_lines *lines, struct hops *hops)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (!parse_forwarded(lines->lines[i], hops)) {
            return false;
        }
    }
    return lines->count > 0;
}

static void read_x_forwarded(const struct forwarding *headers, struct hops *hops)
{
    for (size_t i = 0; i < headers->x_for.count; i++) {
        parse_x_for(headers->x_for.lines[i], hops);
    }
    if (hops->count == 0 && (headers->x_proto.count > 0 || headers->x_host.count > 0)) {
        add_hop(hops);
    }
    for (size_t i = 0; i < hops->count; i++) {
        hops->items[i].scheme = parse_scheme(last_value(&headers->x_proto));
        hops->items[i].host = last_value(&headers->x_host);
    }
}

void forwarded_origin(const struct proxies *proxies, const struct peer *peer,
    const struct forwarding *headers, struct origin *out)
{
    *out = (struct origin){.client = peer->ip, .has_client = !peer->is_unix};
    if (!proxies_trust(proxies, peer)) {
        return;
    }
    struct hops hops = {.count = 0};
    if (!read_forwarded(&headers->forwarded, &hops)) {
        hops.count = 0;
        read_x_forwarded(headers, &hops);
    }
    for (size_t i = hops.count; i > 0; i--) {
        const struct hop *hop = &hops.items[i - 1];
        out->scheme = hop->scheme != SCHEME_UNKNOWN ? hop->scheme : out->scheme;
        out->host = hop->host.len > 0 ? hop->host : out->host;
        if (!hop->has_ip) {
            return;
        }
        out->client = hop->ip;
        out->has_client = true;
        out->forwarded = true;
        if (!proxies_trust_ip(proxies, &hop->ip)) {
            return;
        }
    }
}
