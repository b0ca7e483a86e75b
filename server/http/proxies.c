// SPDX-License-Identifier: MIT
#include "http/proxies.h"

static bool parse_network(struct span text, struct network *out)
{
    struct span address = text;
    struct span length = {0};
    bool has_length = span_cut(text, '/', &address, &length);

    struct ip ip;
    if (!ip_parse(address, &ip)) {
        return false;
    }
    unsigned skipped = ip_is_v4(&ip) && !span_has(address, ':') ? IP_V4_SKIPPED_BITS : 0;
    uint64_t bits = IP_BITS - skipped;
    if (has_length && !span_to_u64(length, bits, &bits)) {
        return false;
    }
    out->bits = skipped + (unsigned)bits;
    out->address = ip_network(&ip, out->bits);
    return true;
}

bool proxies_add(struct proxies *proxies, struct span text, const char **why)
{
    if (span_equal(text, SPAN("unix"))) {
        proxies->trusts_unix = true;
        return true;
    }
    if (proxies->count == COUNT_OF(proxies->networks)) {
        *why = "too many trusted proxies";
        return false;
    }
    if (!parse_network(text, &proxies->networks[proxies->count])) {
        *why = "not an IP address, a range like 192.0.2.0/24, or 'unix'";
        return false;
    }
    proxies->count++;
    return true;
}

bool proxies_trust_ip(const struct proxies *proxies, const struct ip *ip)
{
    for (size_t i = 0; i < proxies->count; i++) {
        const struct network *network = &proxies->networks[i];
        struct ip masked = ip_network(ip, network->bits);
        if (ip_equal(&masked, &network->address)) {
            return true;
        }
    }
    return false;
}

bool proxies_trust(const struct proxies *proxies, const struct peer *peer)
{
    return peer->is_unix ? proxies->trusts_unix : proxies_trust_ip(proxies, &peer->ip);
}
